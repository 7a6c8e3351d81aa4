using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>
/// Decides how a repair ended, from the package database before and after it. PackageKit reports success for a repair that removed
/// packages, and for one that did nothing because dpkg's journal was in the way. Pure.
/// </summary>
internal static class RepairVerdict
{
    /// <summary>Returns what the repair changed. A removal that nobody accepted counts as different.</summary>
    public static IReadOnlyList<PackageChange> Changes(InstalledInventory before, InstalledInventory after, bool force) =>
    [
        .. Verification.Unplanned([], before, after).Select(c => c.Action == ChangeAction.Remove && !force
            ? c with { Reason = "removed by the repair, though nobody named it" }
            : c with { Outcome = ChangeOutcome.Applied, Reason = "by the repair" }),
    ];

    /// <param name="before">Null when it is no longer known; then no package is compared.</param>
    /// <param name="recorded">
    /// What an earlier process has recorded, which is a verdict and no plan: without <paramref name="before"/> it names what was removed.
    /// </param>
    /// <param name="report">Null when the transaction ended before its end could be observed.</param>
    public static JobEnd Of(
        InstalledInventory? before,
        InstalledInventory after,
        ExecutionReport? report,
        bool force,
        StopReason stop,
        IReadOnlyList<PackageChange>? recorded = null)
    {
        // What could not be asked may succeed the next time; a repair that ran and left something is no remedy for it.
        var ran = report is { Failure: null or { Retryable: false } };
        var gone = before is not null
            ? before.Packages.Where(p => after.Predecessor(p.Key) is null).Select(p => p.Name).ToList()
            : (recorded ?? []).Where(c => c.Action == ChangeAction.Remove).Select(c => c.Name).ToList();
        var removed = string.Join(", ", gone);
        if (gone.Count > 0 && !force)
        {
            var left = Unfinished.Describe(after, ran) is { } rest ? $"; {rest}" : "";
            return new JobEnd.Failed(
                JobErrorCode.PackageManagerError,
                $"the repair removed {removed}, though nobody named it: install it again by name (POST /api/v1/packages){left}",
                Retryable: false);
        }

        var also = gone.Count == 0 ? "" : $"; {removed} removed, as force allowed";
        if (Unfinished.Describe(after, ran) is { } unfinished)
        {
            var cause = report?.Failure is { } reported ? $"{reported.Message}; " : "";
            return stop == StopReason.Timeout
                ? new JobEnd.Failed(JobErrorCode.Timeout, $"over its time; {unfinished}{also}", Retryable: false)
                : new JobEnd.Failed(report?.Failure?.Code ?? JobErrorCode.PackageManagerError, $"{cause}not repaired: {unfinished}{also}",
                    report?.Failure?.Retryable ?? false);
        }

        if (report?.Failure is { } failure)
        {
            return stop == StopReason.Timeout
                ? new JobEnd.Failed(JobErrorCode.Timeout, $"over its time; no package is installed in part{also}", Retryable: false)
                : new JobEnd.Failed(failure.Code, $"{failure.Message}; no package is installed in part{also}", failure.Retryable);
        }

        var repaired = before?.Broken.Where(p => after.Predecessor(p.Key) is not null).Select(p => p.Name).ToList() ?? [];
        return new JobEnd.Completed(
            (repaired.Count > 0 ? $"repaired: {string.Join(", ", repaired)}; no package is installed in part any more"
                : "no package is installed in part") + also);
    }
}
