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

    /// <summary>True when the failure names every configured repository; false when the repositories are unknown.</summary>
    public static bool IsNone(PackageFailure failure, IReadOnlyList<ConfiguredRepository>? configured)
    {
        if (configured is not { Count: > 0 })
        {
            return false;
        }

        var lines = failure.Message.Split('\n').Where(IsFailure).ToList();
        return configured.All(repository => lines.Any(repository.IsNamedIn));
    }

    private static bool IsFailure(string line) => line.StartsWith("E: ", StringComparison.Ordinal)
        || Failures.Any(mark => line.Contains(mark, StringComparison.Ordinal));
}
