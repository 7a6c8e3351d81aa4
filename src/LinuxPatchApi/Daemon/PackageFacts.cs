using LinuxPatchApi.Host;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb;

namespace LinuxPatchApi.Daemon;

/// <summary>What packages are on this host.</summary>
/// <param name="IsDpkg">dpkg's own files can be read.</param>
internal sealed record PackageFacts(IPackageFamily Family, bool IsDpkg)
{
    /// <param name="os">Decides, and where it says nothing, the one database that is there.</param>
    public static PackageFacts Read(AgentPaths paths, OsRelease os)
    {
        // Of an unknown distribution without one clear database nothing but PackageKit's words are known; some order of versions it needs.
        var family = FamilyTable.Detect([os.Id, .. os.Like], path => Path.Exists(Path.Combine(paths.Dpkg.Root, path))) ?? DebFamily.Instance;
        return new PackageFacts(family, family.Kind == FamilyKind.Deb && File.Exists(paths.Dpkg.Status));
    }
}
