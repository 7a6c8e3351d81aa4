using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit.Model;


/// <summary>The daemon and the abilities of its backend, at one moment.</summary>
/// <param name="Version">PackageKit version.</param>
/// <param name="BackendName">apt, dnf, dnf5, zypp, alpm.</param>
/// <param name="BackendDescription">For people.</param>
/// <param name="Roles">Bit field; bit n is set when role n is supported.</param>
/// <param name="Network">
/// The network state that PackageKit assumes. When Offline it refuses downloads, even from local repositories.
/// </param>
/// <param name="DistroId">name;version;arch.</param>
/// <param name="Locked">True when the backend holds a lock.</param>
public sealed record PackageKitDaemon(
    Version Version,
    string BackendName,
    string BackendDescription,
    ulong Roles,
    PackageKitNetwork Network,
    string DistroId,
    bool Locked);
