using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Jobs.Store;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Jobs.Queue;

/// <summary>
/// Carries out one job after another. The next one starts only when the package transaction of the previous one has really ended.
/// </summary>
/// <param name="executor">Carries out the work.</param>
/// <param name="tellRightLost">Has the running job say that its client has lost the right to it; called before a job ends.</param>
internal sealed class JobWorker(
    JobTurns turns,
    JobStore store,
    IJobExecutor executor,
    JobServiceOptions options,
    Action tellRightLost,
    TimeProvider time,
    ILogger<JobService> logger,
    IHostActivity? host)
{
    /// <summary>Ends when <paramref name="shutdown"/> fires. A running job then stays running in the journal.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        try
        {
            while (true)
            {
                var (next, changed) = turns.Take();
                if (next is not { } id)
                {
                    await changed.WaitAsync(shutdown);
                }
                else if (!await RunOneAsync(id, shutdown))
                {
                    await Task.Delay(JobLimits.StorageRetry, time, shutdown);
                }
            }
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            JobsLog.WorkerStopped(logger);
        }
    }

    /// <summary>False when the job's beginning could not be persisted: it stays the next job.</summary>
    private async Task<bool> RunOneAsync(Guid id, CancellationToken shutdown)
    {
        var begun = turns.Begin(id);
        if (begun.Running is null)
        {
            return begun.Outcome != BeginOutcome.NotStored;
        }

        using var running = begun.Running;
        try
        {
            var end = await CarryOutAsync(running, begun.IsResumed, shutdown);
            tellRightLost();
            turns.End(id, end);
            return true;
        }
        finally
        {
            turns.Release(id);
        }
    }

    private async Task<JobEnd> CarryOutAsync(RunningJob running, bool isResumed, CancellationToken shutdown)
    {
        var context = new JobContext(store, running, host, time);
        using var watch = host is null
            ? null
            : new StallWatch(context, running, host, options.StallAfter, options.BreakStalled, time);
        var work = RunGuardedAsync(context, isResumed, shutdown);
        var first = await Task.WhenAny(work, running.Overdue);
        if (first != work && context.Find() is { IsTerminal: false })
        {
            // The client gets its answer; the queue stays occupied until the transaction has really ended.
            turns.Finish(running.Id, executor.Told(context, new JobEnd.Unverified(
                JobErrorCode.Timeout,
                $"not ended after {options.Timeout.TotalMinutes:0} minutes; "
                    + "the package manager was asked to cancel and is still working")));
        }

        return await work;
    }

    private async Task<JobEnd> RunGuardedAsync(JobContext context, bool isResumed, CancellationToken shutdown)
    {
        try
        {
            return await Task.Run(
                () => isResumed ? executor.ResumeAsync(context, shutdown) : executor.ExecuteAsync(context, shutdown), shutdown);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // A bug must not stop the queue; the job reports it.
            JobsLog.ExecutorFailed(logger, e, context.Job.Id);
            return executor.Told(context, context.Job.Changes.Any(c => c.Outcome == ChangeOutcome.Planned)
                ? new JobEnd.Unverified(JobErrorCode.Unknown, $"internal error: {SystemErrorText.Of(e)}")
                : new JobEnd.Failed(JobErrorCode.Unknown, $"internal error: {SystemErrorText.Of(e)}", Retryable: false));
        }
    }
}
