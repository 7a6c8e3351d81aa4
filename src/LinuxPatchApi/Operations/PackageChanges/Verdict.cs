using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>
/// Decides how a package job ended: by the verified changes first, by the package manager's report second. A half-configured package from
/// long ago makes PackageKit report failure for completed work, and a version that does not exist makes it report success. Pure.
/// </summary>
internal static class Verdict
{
    /// <param name="changes">The judged plan.</param>
    /// <param name="report">The package manager's report.</param>
    /// <param name="stop">Whether it was asked to stop.</param>
    public static JobEnd Of(IReadOnlyList<PackageChange> changes, ExecutionReport report, StopReason stop)
    {
        var planned = changes.Where(c => c.Outcome != ChangeOutcome.Skipped).ToList();
        var applied = planned.Count(c => c.Outcome == ChangeOutcome.Applied);
        if (planned.Count == 0)
        {
            // A transaction without a plan has no evidence of any effect.
            var why = report.Failure
                ?? new PackageFailure(
                    JobErrorCode.PackageManagerError, "the transaction ended without any planned change", Retryable: false);
            return stop == StopReason.Cancelled
                ? new JobEnd.Cancelled("cancelled; nothing was changed")
                : new JobEnd.Failed(why.Code, why.Message, why.Retryable);
        }

        if (applied == planned.Count)
        {
            return new JobEnd.Completed(AppliedText.Of(changes));
        }

        var done = $"{applied} of {planned.Count} planned changes are in place";
        // An early cancel makes PackageKit's apt backend end with "could not find package(s)" instead of "cancelled".
        var untouched = planned.All(c => c.Outcome == ChangeOutcome.Unchanged);
        if (stop == StopReason.Cancelled && (untouched || report.Failure is { Code: JobErrorCode.Cancelled }))
        {
            return new JobEnd.Cancelled($"cancelled; {done}");
        }

        if (stop == StopReason.Timeout)
        {
            return new JobEnd.Failed(JobErrorCode.Timeout, $"over its time; {done}", Retryable: false);
        }

        var failure = report.Failure ?? Unexplained(planned);
        return new JobEnd.Failed(failure.Code, $"{failure.Message} ({done})", failure.Retryable);
    }

    /// <summary>Fails a job during which a working package was removed although no plan had it, unless removals were accepted.</summary>
    /// <param name="unplanned">Changes outside the plan.</param>
    /// <param name="before">Null when it is no longer known: then every package that is gone counts as one that worked.</param>
    /// <param name="force">True when the client accepted more than it named.</param>
    /// <param name="isBlind">
    /// True where nothing could be simulated: then no plan is complete, and only what the agent stands on counts.
    /// </param>
    public static JobEnd WithUnplanned(
        JobEnd end, IEnumerable<PackageChange> unplanned, InstalledInventory? before, bool force, bool isBlind = false)
    {
        var gone = unplanned.Where(
            c => c.Action == ChangeAction.Remove
                && (before is null || before.Find(new PackageKey(c.Name, c.Architecture)) is { IsBroken: false })).ToList();
        if (gone.Count == 0)
        {
            return end;
        }

        var names = string.Join(", ", gone.Select(c => c.Name).Distinct(StringComparer.Ordinal));
        var isVital = gone.Any(c => ProtectedPackages.Contains(c.Name));
        return force || (isBlind && !isVital) || end is not JobEnd.Completed
            ? end with { Message = $"{end.Message}; {names} removed without being in the plan" }
            : new JobEnd.Failed(
                JobErrorCode.PackageManagerError,
                $"{end.Message}, but {names} was removed meanwhile without being in the plan, by the package manager or by somebody else: "
                + (isVital
                    ? "this agent stands on it, so install it again, on the host or with the admin role (POST /api/v1/packages)"
                    : "install it again by name (POST /api/v1/packages) if it is wanted"),
                Retryable: false);
    }

    /// <summary>Packages named in one warning. Origin: what a person reads; the job has all.</summary>
    private const int MostNamed = 8;

    /// <summary>
    /// Returns the warning of a job whose changes are all in place though the package manager failed. Versions tell nothing of scripts
    /// where it went away before its end.
    /// </summary>
    public static string InPlace(PackageFailure failure, IEnumerable<PackageChange> changes, PackageTerms terms)
    {
        List<string> names =
            [.. changes.Where(c => c is { Outcome: ChangeOutcome.Applied, ToVersion: not null }).Select(c => c.Name).Distinct()];
        if (failure.Code != JobErrorCode.BackendUnavailable || terms.RunScriptsAgain is not { } again || names.Count == 0)
        {
            return $"the package manager reported a failure, but all planned changes are in place: {failure.Message}";
        }

        return $"{failure.Message}: all planned versions are in place, but whether the scripts and triggers of "
            + $"{Counted.Names(names, MostNamed)} have run is not known; '{again}' on the host runs them again";
    }

    /// <summary>
    /// Returns a warning of a job that was not to change what the agent stands on, and did where nothing could be simulated; or null.
    /// </summary>
    public static string? VitalChanged(IEnumerable<PackageChange> unplanned)
    {
        var names = string.Join(", ", unplanned.Select(c => c.Name).Where(ProtectedPackages.Contains).Distinct(StringComparer.Ordinal));
        return names.Length == 0 ? null
            : $"{names}, which this agent is or stands on, was changed with it: that needs the admin role, and could not be seen before";
    }

    private static PackageFailure Unexplained(IReadOnlyList<PackageChange> planned)
    {
        var off = planned.First(c => c.Outcome != ChangeOutcome.Applied);
        return new PackageFailure(
            JobErrorCode.PackageManagerError,
            $"the package manager reported success, but {off.Name} is not as planned: {off.Reason}",
            Retryable: false);
    }
}
