namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>
/// A consent that a transaction needs and stopped for (signals RepoSignatureRequired, EulaRequired, MediaChangeRequired).
/// </summary>
/// <param name="Signal">The name of the signal.</param>
/// <param name="Fields">Its arguments in order, as text.</param>
public sealed record PackageKitConsent(string Signal, IReadOnlyList<string> Fields);
