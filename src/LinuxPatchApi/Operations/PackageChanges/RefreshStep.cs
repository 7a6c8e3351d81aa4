using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Steps;
using LinuxPatchApi.Operations.Transactions;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Operations.PackageChanges;

/// <summary>
/// Refreshes the indexes before an apply and, after a fetch error, once more. A repository that stays broken is a warning: the others
/// continue. The job fails when all of them stay broken, or the indexes cannot be written. Changes no package, so it leaves no trace in the
/// record.
/// </summary>
internal sealed class RefreshStep(ChangeTools tools) : IStep<ChangeRun>
{
    /// <summary>The warning of a job whose refresh was partial.</summary>
    public const string Partial = "not every repository could be refreshed";

    /// <summary>The same when maybe none could.</summary>
    private const string Unknown = "the repositories could not be refreshed, maybe none of them";

    /// <summary>A refresh of nothing succeeds, and a list of nothing is empty.</summary>
    private static readonly PackageFailure NoRepository = new(
        JobErrorCode.CacheRefreshError, "no repository is enabled on this host, so whether there are updates is not known",
        Retryable: false);

    public StepName Name => StepName.Refresh;

    public bool MayHaveBegun(Job job) => true;

    public async Task<StepResult> RunAsync(ChangeRun run, CancellationToken shutdown)
    {
        if (run.Job.Request is not (ApplyRequest { PlanDigest: null } or SelfUpdateRequest { PlanDigest: null })
            || run.Job.Request is ApplyRequest apply && apply.IsEmpty())
        {
            return StepResult.Next;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Context.StopRequested, shutdown);
        return await RefreshAsync(run, stop.Token) is { } down ? StepResult.End(down) : StepResult.Next;
    }

    public Task<StepResult> ResumeAsync(ChangeRun run, CancellationToken shutdown) => RunAsync(run, shutdown);

    /// <summary>
    /// Where all were fetched and the package manager uses none of them, that is the reason, and trying again does not help.
    /// </summary>
    private static PackageFailure OfNone(PackageFailure failure, IReadOnlyList<ConfiguredRepository> configured)
    {
        const string None = "no repository could be refreshed, so whether there are updates is not known: ";
        var faults = configured.Where(r => r.Fault is not null).Select(r => $"{r.Name}: {r.Fault}").ToList();
        return faults.Count > 0 && faults.Count == configured.Count
            ? new PackageFailure(JobErrorCode.SignatureError, $"{None}{string.Join("; ", faults)}; {failure.Message}", Retryable: false)
            : failure with { Message = None + failure.Message };
    }

    private async Task<JobEnd?> RefreshAsync(ChangeRun run, CancellationToken cancellationToken)
    {
        var context = run.Context;
        context.Enter(JobPhase.Refreshing, "refreshing the repositories' indexes");
        try
        {
            var since = tools.Packages.Time.GetUtcNow();
            var failure = await tools.Refresher.RefreshAsync(Progress, cancellationToken);
            while (failure is { Code: JobErrorCode.Locked, Retryable: true }
                || (failure is not null && run.Locks.Holder(refreshing: true) is not null))
            {
                if (await run.Locks.UntilFreeAsync(context, refreshing: true, cancellationToken) is { } left)
                {
                    return left;
                }

                if (cancellationToken.IsCancellationRequested)
                {
                    return context.StopReason == StopReason.Timeout ? run.Locks.TimedOut(refreshing: true) : PackageTools.Stopped(context);
                }

                failure = await tools.Refresher.RefreshAsync(Progress, cancellationToken);
            }

            if (failure is { Code: JobErrorCode.CacheRefreshError or JobErrorCode.NetworkError })
            {
                context.Log($"refresh failed, trying once more: {failure.Message}");
                failure = await tools.Refresher.RefreshAsync(Progress, cancellationToken);
            }

            failure = failure is null ? null : DiskCause.Of(failure, [], Mounts.Read());
            if (failure is
                {
                    Code: JobErrorCode.BackendUnavailable or JobErrorCode.PermissionDenied or JobErrorCode.DiskFull
                or JobErrorCode.ReadOnly
                })
            {
                return Ended(failure);
            }

            if (failure is null)
            {
                return run.Job.Request is ApplyRequest && tools.Repositories?.Read() is { Count: 0 } ? Ended(NoRepository) : null;
            }

            // Without any repository's present state, "nothing to do" would say more than is known.
            var reached = RefreshReach.Of(
                failure, tools.Refresher.HasLeftOut, tools.Repositories?.Read(), since, tools.Packages.Installed.Terms.Refresh);
            if (reached == RefreshOutcome.None)
            {
                return Ended(OfNone(failure, tools.Repositories?.Read() ?? []));
            }

            (run.Refreshed, run.RefreshFailure) = (reached, failure);
            context.Warn($"{(reached == RefreshOutcome.Partial ? Partial : Unknown)}: {failure.Message}");
            return null;
        }
        catch (OperationCanceledException)
        {
            return PackageTools.Stopped(context) ?? throw new OperationCanceledException(cancellationToken);
        }

        // A refresh that was stopped fails as well.
        JobEnd Ended(PackageFailure failure) => PackageTools.Stopped(context) ?? PackageTools.Failed(failure);

        void Progress(ExecutionProgress now) =>
            context.ReportProgress(now.Percent, JobPhase.Refreshing, null, now.BytesPerSecond, cancellable: true);
    }
}
