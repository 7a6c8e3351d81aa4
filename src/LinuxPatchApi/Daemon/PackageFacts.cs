using LinuxPatchApi.Host;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Daemon;

/// <summary>What packages are on this host.</summary>
/// <param name="Files">What its files tell of them.</param>
internal sealed record PackageFacts(IPackageFamily Family, FamilyHost Files)
{
    public static PackageFacts Read(HostPaths paths, HostFacts host, TimeProvider time) => new(host.Family, host.Family.Open(paths.Root, time));
}
