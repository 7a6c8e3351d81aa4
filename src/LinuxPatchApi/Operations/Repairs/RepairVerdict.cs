using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.Repairs;

/// <summary>
/// How a repair ended, from the package database before and after it. PackageKit tells success for a repair that removed packages, and for
/// one that did nothing because dpkg's journal was in the way. Pure.
/// </summary>
internal static class RepairVerdict
{
    /// <summary>What the repair changed. A removal that nobody accepted is not what was asked for.</summary>
    public static IReadOnlyList<PackageChange> Changes(InstalledInventory before, InstalledInventory after, bool force) =>
    [
        .. Verification.Unplanned([], before, after).Select(c => c.Action == ChangeAction.Remove && !force
            ? c with { Reason = "removed by the repair, though nobody named it" }
            : c with { Outcome = ChangeOutcome.Applied, Reason = "by the repair" }),
    ];

    /// <param name="before">Null when it is not known any more; then no package is compared.</param>
    /// <param name="report">Null when the transaction was over before anybody could hear how.</param>
    public static JobEnd Of(InstalledInventory? before, InstalledInventory after, ExecutionReport? report, bool force, StopReason stop)
    {
        var gone = before?.Packages.Where(p => after.Predecessor(p.Key) is null).ToList() ?? [];
        var removed = string.Join(", ", gone.Select(p => p.Name));
        if (gone.Count > 0 && !force)
        {
            var left = Unfinished.Told(after) is { } rest ? $"; {rest}" : "";
            return new JobEnd.Failed(
                JobErrorCode.PackageManagerError,
                $"the repair removed {removed}, though nobody named it: install it again by name (POST /api/v1/packages){left}",
                Retryable: false);
        }

        var also = gone.Count == 0 ? "" : $"; {removed} removed, as force allowed";
        if (Unfinished.Told(after) is { } unfinished)
        {
            var words = report?.Failure is { } told ? $"{told.Message}; " : "";
            return stop == StopReason.Timeout
                ? new JobEnd.Failed(JobErrorCode.Timeout, $"over its time; {unfinished}{also}", Retryable: false)
                : new JobEnd.Failed(report?.Failure?.Code ?? JobErrorCode.PackageManagerError, $"{words}not repaired: {unfinished}{also}", report?.Failure?.Retryable ?? false);
        }

        if (report?.Failure is { } failure)
        {
            return stop == StopReason.Timeout
                ? new JobEnd.Failed(JobErrorCode.Timeout, $"over its time; no package is installed in part{also}", Retryable: false)
                : new JobEnd.Failed(failure.Code, $"{failure.Message}; no package is installed in part{also}", failure.Retryable);
        }

        var repaired = before?.Broken.Where(p => after.Predecessor(p.Key) is not null).Select(p => p.Name).ToList() ?? [];
        return new JobEnd.Completed(
            (repaired.Count > 0 ? $"repaired: {string.Join(", ", repaired)}; no package is installed in part any more" : "no package is installed in part") + also);
    }
}
