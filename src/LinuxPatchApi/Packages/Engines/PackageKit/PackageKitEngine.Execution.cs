using LinuxPatchApi.HostServices.PackageKit;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>Transactions that change the host.</summary>
internal sealed partial class PackageKitEngine
{
    public async Task<PackageFailure?> RefreshAsync(Action<ExecutionProgress>? progress, CancellationToken cancellationToken)
    {
        var tracker = new ProgressTracker(family.Shares, canCancel: false);
        try
        {
            var started = await client.StartAsync(
                new PackageKitRequest.RefreshCache(Force: true),
                reported =>
                {
                    if (reported is PackageKitEvent.Progressed { Progress: var now })
                    {
                        progress?.Invoke(tracker.Next(now) with { Phase = JobPhase.Refreshing });
                    }
                },
                cancellationToken);
            if (!started.IsSuccess)
            {
                return PackageKitFailures.Of(started.Failure);
            }

            await using var cancel = cancellationToken.UnsafeRegister(
                static state => _ = ((PackageKitTransaction)state!).CancelAsync(CancellationToken.None), started.Value);
            var failure = PackageKitFailures.Of(await started.Value.Completion.WaitAsync(cancellationToken), family.Failures);
            return failure switch
            {
                null => null,
                { Code: JobErrorCode.BackendUnavailable } => WithOfflineRemedy(failure),
                { Code: JobErrorCode.PackageManagerError } => failure with { Code = JobErrorCode.CacheRefreshError, Retryable = true },
                _ => failure,
            };
        }
        catch (OperationCanceledException)
        {
            return new PackageFailure(
                JobErrorCode.CacheRefreshError, "the repositories' indexes were not refreshed in time", Retryable: true);
        }
    }

    public async Task<ExecutionReport> ExecuteAsync(
        ChangeSet changes, IExecutionObserver observer, CancellationToken stop, CancellationToken shutdown)
    {
        var listener = new TransactionListener(observer, family.Shares, CanCancel);
        var started = await client.StartAsync(Request(changes, simulate: false), listener.OnEvent, shutdown);
        if (!started.IsSuccess)
        {
            return new ExecutionReport(PackageKitFailures.Of(started.Failure), RestartSystem: false);
        }

        var transaction = started.Value;
        observer.Started(Handle(transaction.Path));
        await using var cancel = stop.UnsafeRegister(
            state => _ = RequestCancelAsync((PackageKitTransaction)state!, observer), transaction);
        return Report(await transaction.Completion.WaitAsync(shutdown));
    }

    private ExecutionReport Report(PackageKitOutcome outcome)
    {
        var failure = PackageKitFailures.Of(outcome, family.Failures);
        if (failure is { Code: JobErrorCode.BackendUnavailable })
        {
            failure = WithOfflineRemedy(failure);
        }

        _hasRenewed = failure is null;
        return new ExecutionReport(failure,
            outcome.Restarts.Any(r => r.Restart is PackageKitRestart.System or PackageKitRestart.SecuritySystem))
        {
            Lost = outcome.DaemonLost,
        };
    }

    private static PackageFailure WithOfflineRemedy(PackageFailure failure) =>
        failure.Cause == FailureCause.Offline ? failure with { Message = $"{failure.Message}. {Remedies.Offline}" } : failure;

    /// <summary>A refusal is not a failure: the transaction goes on, and only its end counts.</summary>
    private static async Task RequestCancelAsync(PackageKitTransaction transaction, IExecutionObserver observer)
    {
        var answer = await transaction.CancelAsync(CancellationToken.None);
        observer.Logged(answer.IsSuccess ? "the package manager was asked to cancel"
            : $"cancelling is not possible now: {answer.Failure.Detail}");
    }
}
