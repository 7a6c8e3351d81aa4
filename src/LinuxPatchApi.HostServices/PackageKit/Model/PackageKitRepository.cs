namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>One package source (signal RepoDetail). On apt the id of a one-line source is the line itself.</summary>
public sealed record PackageKitRepository(string Id, string Description, bool Enabled);
