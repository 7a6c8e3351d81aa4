namespace LinuxPatchApi.Packages.Families;

/// <summary>Which service carries changes out, as far as it decides what works.</summary>
/// <param name="Flavour">The package manager behind the service, in its own word: apt, dnf, dnf5, zypp, alpm, apk.</param>
/// <param name="Version">Of the service.</param>
internal readonly record struct EngineFacts(string Flavour, Version Version);
