using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>
/// Checks that the package database is readable and no package is installed in part, or in versions that exclude each other.
/// </summary>
internal sealed class DatabaseCheck(InstalledCache installed, Func<bool> packageJobRuns) : ICheck
{
    public const string Name = "package-database";

    public string Id => Name;

    /// <summary>A local database costs one stat when nothing changed; health does not query another source.</summary>
    public async ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        await (depth == CheckDepth.Asked ? installed.ForRequestAsync(cancellationToken) : installed.ForHealthAsync(cancellationToken));
        return Judge(installed.LatestReading, packageJobRuns(), installed.Terms);
    }

    /// <param name="reading">The last reading of the package database; null before the first.</param>
    /// <param name="busy">A package job runs; packages are then installed in part by right.</param>
    public static CheckResult Judge(PackageResult<InstalledInventory>? reading, bool busy, PackageTerms terms)
    {
        if (reading is not { } read)
        {
            return CheckResult.NotTested(Name, "not read yet");
        }

        if (!read.IsSuccess)
        {
            return CheckResult.Fail(
                Name, "unknown", read.Failure.Message, read.Failure.Retryable ? "ask again in a moment" : terms.RestoreDatabase);
        }

        var installed = read.Value;
        if (busy || installed.IsClean)
        {
            return busy ? CheckResult.NotTested(Name, "a package job is running") : CheckResult.Ok(Name, "consistent");
        }

        if (installed is { Broken.Count: 0, Unmerged: 0, Duplicates: { Count: > 0 } duplicates })
        {
            return CheckResult.Fail(
                Name,
                $"{duplicates.DistinctBy(p => p.Key).Count()} package(s) in several versions",
                Unfinished.Duplicates(installed),
                Unfinished.DuplicatesRemedy(terms));
        }

        if (installed is { Broken.Count: 0, Unmerged: 0 } && installed.Faults() is { Count: > 0 } faults)
        {
            return CheckResult.Fail(
                Name,
                string.Join(", ", faults.Select(f => f.Seen)),
                string.Join("; ", faults.Select(f => f.Problem)),
                string.Join("; ", faults.Select(f => f.Remedy)));
        }

        if (installed is { Broken.Count: 0, Unmerged: 0, Awaiting: var awaiting })
        {
            return CheckResult.Warn(
                Name, $"{awaiting.Count} package(s) with a trigger to run", Unfinished.Triggers(awaiting), terms.Finish);
        }

        var broken = installed.Broken;
        return broken.Count == 0
            ? CheckResult.Fail(Name, terms.Interrupted, terms.Journal(installed.Unmerged), terms.FinishJournal)
            : CheckResult.Fail(
                Name,
                $"{broken.Count} package(s) not configured",
                $"{Unfinished.Names(broken)}; every later transaction will report failure",
                Unfinished.Remedy(installed));
    }
}
