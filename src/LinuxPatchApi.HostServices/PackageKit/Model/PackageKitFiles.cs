namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>The files of one installed package (signal Files).</summary>
public sealed record PackageKitFiles(PackageId Id, IReadOnlyList<string> Paths);
