using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>The daemon and what its backend can do, read at one moment.</summary>
/// <param name="Version">Release of PackageKit.</param>
/// <param name="BackendName">apt, dnf, dnf5, zypp, alpm.</param>
/// <param name="BackendDescription">For people.</param>
/// <param name="Roles">Bit field of 1 shifted by the role.</param>
/// <param name="Network">How it sees the network; Offline refuses downloads even from local repositories.</param>
/// <param name="DistroId">name;version;arch.</param>
/// <param name="Locked">Whether the backend holds a lock now.</param>
public sealed record PackageKitDaemon(
    Version Version,
    string BackendName,
    string BackendDescription,
    ulong Roles,
    PackageKitNetwork Network,
    string DistroId,
    bool Locked);
