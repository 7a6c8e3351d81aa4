using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>
/// Checks that the package manager can open and solve its state by querying the offered updates, which fails with a damaged status file,
/// index, preferences or sources file.
/// </summary>
/// <param name="packageJobRuns">True while a package job runs: PackageKit answers only after it, so it is not queried then.</param>
/// <param name="probe">A package manager that does not answer has its own check, and is not queried again here.</param>
internal sealed class OffersCheck(UpdateCache patches, PackageTerms terms, EngineProbe probe, Func<bool> packageJobRuns, TimeProvider time)
    : ICheck
{
    public const string Name = "offered-updates";

    /// <summary>Deadline of the query. Origin: a client of doctor waits for it; PackageKit answers in seconds unless it is busy.</summary>
    private static readonly TimeSpan QueryDeadline = TimeSpan.FromSeconds(20);

    public string Id => Name;

    public object? Mark => (object?)patches.LastFailure ?? patches.Latest?.Unread;

    public async ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        if (depth == CheckDepth.Known || packageJobRuns())
        {
            // Whether a changed status file, index or sources file can still be opened is found in the background.
            patches.InvalidateIfChanged();
            return patches.LastFailure is { } known ? Judge(known, terms)
                : packageJobRuns() ? CheckResult.NotTested(Name, "a package job is running")
                : patches.Latest is not { } latest ? CheckResult.NotTested(Name, "not read yet")
                : Incomplete(latest, terms) ?? CheckResult.Ok(Name, Seen(latest));
        }

        if (probe.Last is { IsSuccess: false })
        {
            return null;
        }

        using var deadline = new Deadline(QueryDeadline, time, cancellationToken);
        try
        {
            var read = await patches.ReadAsync(deadline.Token);
            if (read.IsSuccess)
            {
                return Incomplete(read.Value, terms) ?? CheckResult.Ok(Name, Seen(read.Value));
            }

            return Judge(read.Failure, terms);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return patches.LastFailure is { } previous ? Judge(previous, terms)
                : CheckResult.Warn(Name, "unknown", "the package manager is at work and has not answered yet", "ask again later");
        }
    }

    /// <summary>Returns null when all indexes and settings were read. Pure.</summary>
    public static CheckResult? Incomplete(UpdatesSnapshot known, PackageTerms terms) => known.Gap is { } gap
        ? CheckResult.Warn(
            Name,
            $"{known.Updates.Count} offered, not all files read",
            gap,
            $"correct what the text names; '{terms.RefreshCommand}' on the host replaces a damaged index; indexes have to be plain, .gz or "
            + ".lz4")
        : null;

    /// <summary>What is hidden is hidden on purpose: it is said, and no problem.</summary>
    private static string Seen(UpdatesSnapshot known) =>
        string.Join("; ", known.Warnings.Prepend($"{known.Updates.Count} offered"));

    /// <summary>Quotes the package manager's own message. Pure.</summary>
    public static CheckResult Judge(PackageFailure failure, PackageTerms terms)
    {
        var problem = $"the offered updates could not be read: {failure.Message}";
        return failure.Retryable
            ? CheckResult.Warn(Name, "unknown", problem, "it is asked again by itself")
            : CheckResult.Fail(
                Name,
                "unknown",
                problem,
                $"correct the file that the text names; '{terms.CheckCommand}' on the host tells whether it is cured");
    }
}
