using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>Whether a refresh that failed reached any repository. Pure.</summary>
internal static class RefreshReach
{
    /// <summary>
    /// Marks of lines about a repository that was not refreshed. apt also prints warnings about repositories that were: a key in an old
    /// place, an index that is configured twice.
    /// </summary>
    private static readonly string[] Failures = ["Failed to fetch", "is not updated"];

    /// <summary>
    /// True when no configured repository was read, by what is on disk or else by the failure's names; false when the repositories are
    /// unknown.
    /// </summary>
    public static bool IsNone(PackageFailure failure, IReadOnlyList<ConfiguredRepository>? configured)
    {
        if (configured is not { Count: > 0 })
        {
            return false;
        }

        var lines = failure.Message.Split('\n').Where(IsFailure).ToList();
        return configured.All(repository => repository.WasRead is { } read ? !read : lines.Any(repository.IsNamedIn));
    }

    private static bool IsFailure(string line) => line.StartsWith("E: ", StringComparison.Ordinal)
        || Failures.Any(mark => line.Contains(mark, StringComparison.Ordinal));
}
