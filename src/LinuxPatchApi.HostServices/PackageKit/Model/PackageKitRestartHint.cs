using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>A restart that a transaction requested (signal RequireRestart). Not a complete source: apt misses the first one.</summary>
/// <param name="Restart">What to restart.</param>
/// <param name="Id">The package that requires it; null when the daemon named none.</param>
public sealed record PackageKitRestartHint(PackageKitRestart Restart, PackageId? Id);
