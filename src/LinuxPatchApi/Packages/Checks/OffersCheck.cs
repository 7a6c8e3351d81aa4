using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Packages.Checks;

/// <summary>
/// Whether the package manager can open and solve its state: it is asked what it offers, and with a damaged status file, index, preferences or
/// sources file it cannot tell.
/// </summary>
/// <param name="packageJobRuns">PackageKit then answers when it has ended, for which nobody waits.</param>
/// <param name="probe">A package manager that does not answer has a check of its own, and is not waited for again.</param>
internal sealed class OffersCheck(UpdateCache patches, PackageTerms terms, EngineProbe probe, Func<bool> packageJobRuns, TimeProvider time) : ICheck
{
    public const string Name = "offered-updates";

    /// <summary>Origin: a client of doctor waits; PackageKit answers in seconds, or is at work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string Id => Name;

    public object? Mark => patches.LastFailure;

    public async ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        if (depth == CheckDepth.Known || packageJobRuns())
        {
            // A status file, an index or a sources file that was changed: whether it can still be opened is found out behind this answer.
            patches.Look();
            return patches.LastFailure is { } known ? Judge(known, terms) : CheckResult.Ok(Name, "read");
        }

        if (probe.Last is { IsSuccess: false })
        {
            return null;
        }

        using var deadline = new Deadline(Patience, time, cancellationToken);
        try
        {
            var read = await patches.ReadAsync(deadline.Token);
            if (read.IsSuccess)
            {
                return CheckResult.Ok(Name, $"{read.Value.Updates.Count} offered");
            }

            // The background reader tries again until it is cured: nobody has to ask doctor for health to hear of that.
            patches.Invalidate();
            return Judge(read.Failure, terms);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return patches.LastFailure is { } former ? Judge(former, terms) : CheckResult.Warn(Name, "unknown", "the package manager is at work and has not answered yet", "ask again later");
        }
    }

    /// <summary>In the package manager's own words. Pure.</summary>
    public static CheckResult Judge(PackageFailure failure, PackageTerms terms)
    {
        var problem = $"the offered updates could not be read: {failure.Message}";
        return failure.Retryable
            ? CheckResult.Warn(Name, "unknown", problem, "it is asked again by itself")
            : CheckResult.Fail(Name, "unknown", problem, $"correct the file that the text names; '{terms.CheckCommand}' on the host tells whether it is cured");
    }
}
