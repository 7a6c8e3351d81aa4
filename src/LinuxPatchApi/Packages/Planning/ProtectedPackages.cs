using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Detection;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>
/// The agent's package and those it depends on: without them the host cannot be patched, reached or started. They are removed only with
/// <c>force</c>, and changed only for an admin. Pure.
/// </summary>
internal static class ProtectedPackages
{
    /// <summary>The package of this program.</summary>
    public const string Agent = "linux-patch-api";

    /// <summary>The names of all families: a plan may be judged before the host's family is known.</summary>
    private static readonly HashSet<string> Names = new(FamilyTable.All.SelectMany(f => f.Protected), StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyCollection<string> All => Names;

    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>
    /// True when a patch named by a client is one of a protected package. A patch may be named by its package, or by the package manager's
    /// id, which begins with the package's name.
    /// </summary>
    public static bool IsPatchOfOne(string patch) => Contains(PackageSpec.Of(patch.Split(';')[0]).Name);
}
