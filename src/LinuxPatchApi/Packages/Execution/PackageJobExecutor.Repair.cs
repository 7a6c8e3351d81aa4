using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Backends;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Execution;

/// <summary>Repair jobs: no plan, for the package manager cannot simulate a repair; the state of the package database is the verdict.</summary>
internal sealed partial class PackageJobExecutor
{
    private async Task<JobEnd> RepairAsync(JobContext context, CancellationToken shutdown)
    {
        context.Enter(JobPhase.Resolving, "looking for packages that are installed in part");
        installed.Invalidate();
        var before = await installed.CurrentAsync(shutdown).ConfigureAwait(false);
        if (!before.IsSuccess)
        {
            return Failed(before.Failure);
        }

        if (Stopped(context) is { } stopped)
        {
            return stopped;
        }

        // Asked for although nothing is broken: dpkg's journal or a missing dependency may be what is wrong, so the package manager looks.
        IReadOnlyList<string> broken = [.. before.Value.Broken.Select(p => p.Name)];
        context.Cancellable(false);
        if (!context.TryEnter(JobPhase.Installing, broken.Count == 0 ? "letting the package manager look" : $"repairing {string.Join(", ", broken)}"))
        {
            return new JobEnd.Failed(JobErrorCode.DiskFull, "the job could not be written to the job journal; nothing was changed", Retryable: true);
        }

        var printed = terminal.Position();
        var report = await rescue.EndAsync(context, ExecuteAsync(), shutdown).ConfigureAwait(false);
        return await VerifyRepairAsync(context, broken, before.Value, report!, printed, shutdown).ConfigureAwait(false);

        async Task<ExecutionReport?> ExecuteAsync() => await backend.RepairAsync(new JobObserver(context), shutdown).ConfigureAwait(false);
    }

    /// <summary>The repair of the agent's former life, or what it left.</summary>
    private async Task<JobEnd> ResumeRepairAsync(JobContext context, CancellationToken shutdown)
    {
        if (context.Job.TransactionPath is not { } path)
        {
            if (context.Job.IsTerminal)
            {
                return await VerifyRepairAsync(context, [], null, null, terminal.Position(), shutdown).ConfigureAwait(false);
            }

            return await RepairAsync(context, shutdown).ConfigureAwait(false);
        }

        context.Log("the agent restarted; looking for the repair");
        var printed = terminal.Position();
        var report = await rescue.EndAsync(context, backend.FollowAsync(path, new JobObserver(context), shutdown), shutdown).ConfigureAwait(false);
        return await VerifyRepairAsync(context, [], null, report, printed, shutdown).ConfigureAwait(false);
    }

    /// <param name="before">Null when it is not known any more; then no version is compared.</param>
    /// <param name="report">Null when the transaction was over before anybody could hear how.</param>
    private async Task<JobEnd> VerifyRepairAsync(
        JobContext context, IReadOnlyList<string> broken, InstalledInventory? before, ExecutionReport? report, long printed, CancellationToken shutdown)
    {
        context.Enter(JobPhase.Verifying, "looking for what is still installed in part");
        await rescue.FreeAfterRepairAsync(context, shutdown).ConfigureAwait(false);
        installed.Invalidate();
        var after = await installed.CurrentAsync(shutdown).ConfigureAwait(false);
        if (!after.IsSuccess)
        {
            return new JobEnd.Failed(JobErrorCode.PackageManagerError, $"the result could not be verified: {after.Failure.Message}", Retryable: false);
        }

        if (before is not null)
        {
            context.Changes([.. Verification.Unplanned([], before, after.Value).Select(c => c with { Outcome = ChangeOutcome.Applied, Reason = "by the repair" })]);
        }

        await ReadPatchesAsync(shutdown).ConfigureAwait(false);
        IReadOnlyList<string> left = [.. after.Value.Broken.Select(p => p.Name)];
        if (left.Count == 0 && report?.Failure is null)
        {
            return new JobEnd.Completed(
                broken.Count > 0 ? $"repaired: {string.Join(", ", broken)}; no package is installed in part any more" : "no package is installed in part");
        }

        LogPrinted(context, printed);

        var words = report?.Failure?.Message ?? "the package manager ended the repair";
        var state = left.Count == 0 ? "no package is installed in part" : $"{string.Join(", ", left)} still not configured";
        return context.StopReason == StopReason.Timeout
            ? new JobEnd.Failed(JobErrorCode.Timeout, $"over its time; {state}", Retryable: false)
            : new JobEnd.Failed(report?.Failure?.Code ?? JobErrorCode.PackageManagerError, $"{words}; {state}", report?.Failure?.Retryable ?? false);
    }
}
