using LinuxPatchApi.Packages.Dpkg;
using LinuxPatchApi.Packages.Families.Deb;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Knowledge;

/// <summary>What held packages would be updated to. Pure.</summary>
internal static class HeldUpdates
{
    /// <summary>Whether such an update is a security update is not told by this way, so it says it does not know the kind.</summary>
    public static IEnumerable<UpdateCandidate> Of(IEnumerable<InstalledPackage> held, IReadOnlyList<AvailablePackage> offered)
    {
        foreach (var package in held)
        {
            var newest = offered.Where(o => o.Key == package.Key).MaxBy(o => o.Version, DebianVersion.Order);
            if (newest is { Id: { } id } && DebianVersion.Order.Compare(newest.Version, package.Version) > 0)
            {
                yield return new UpdateCandidate(
                    id, newest.Name, newest.Architecture, newest.Version, newest.Repository, newest.Summary, "unknown", Security: false, Severities.Unknown, Held: true);
            }
        }
    }
}
