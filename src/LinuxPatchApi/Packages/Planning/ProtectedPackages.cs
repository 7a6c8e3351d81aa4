using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>
/// The agent and what it stands on: without these the host cannot be patched, reached or started again. They are removed only with
/// <c>force</c>, and changed only for an admin. Pure.
/// </summary>
internal static class ProtectedPackages
{
    /// <summary>The package of this program.</summary>
    public const string Agent = "linux-patch-api";

    /// <summary>Under the names of every family: a plan is judged before it is known which one the host is of.</summary>
    private static readonly HashSet<string> Names = new(FamilyTable.All.SelectMany(f => f.Protected), StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyCollection<string> All => Names;

    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>Whether a client's word for a patch means one: a patch may be named by its package, or by the package manager's id, which begins with
    /// the name.</summary>
    public static bool IsPatchOfOne(string word) => Contains(PackageSpec.Of(word.Split(';')[0]).Name);
}
