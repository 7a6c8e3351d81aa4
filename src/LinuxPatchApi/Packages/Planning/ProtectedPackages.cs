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

    /// <summary>Whether a client's word for a package or patch means one: a name may carry an architecture, and a patch may be named by its
    /// package id.</summary>
    public static bool IsMeant(string spec)
    {
        var end = spec.AsSpan().IndexOfAny(':', ';');
        return Contains(end < 0 ? spec : spec[..end]);
    }
}
