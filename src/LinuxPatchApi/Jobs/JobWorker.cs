using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Jobs;

/// <summary>
/// Carries out one job after the other. The next one starts only when the package transaction of the one before has really ended.
/// </summary>
/// <param name="executor">Does the work.</param>
internal sealed class JobWorker(JobService jobs, IJobExecutor executor, JobServiceOptions options, TimeProvider time, ILogger<JobService> logger, IHostActivity? host)
{
    /// <summary>Ends when <paramref name="shutdown"/> fires. A job in hand then stays running in the journal.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        try
        {
            while (true)
            {
                var (next, moved) = jobs.Take();
                if (next is not { } id)
                {
                    await moved.WaitAsync(shutdown);
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

    /// <summary>False when the job did not begin, because its beginning cannot be put on the disk: it is the next one still.</summary>
    private async Task<bool> RunOneAsync(Guid id, CancellationToken shutdown)
    {
        var begun = jobs.Begin(id);
        if (begun.Running is null)
        {
            return begun.Outcome != BeginOutcome.NotStored;
        }

        using var running = begun.Running;
        try
        {
            jobs.End(id, await CarryOutAsync(running, begun.IsResumed, shutdown));
            return true;
        }
        finally
        {
            jobs.Release(id);
        }
    }

    private async Task<JobEnd> CarryOutAsync(RunningJob running, bool isResumed, CancellationToken shutdown)
    {
        var context = new JobContext(jobs.Store, running, host, time);
        using var watch = host is null ? null : new StallWatch(context, running, host, options, time);
        var work = Guarded(context, isResumed, shutdown);
        var first = await Task.WhenAny(work, running.Overdue);
        if (first != work && context.Find() is { IsTerminal: false })
        {
            // The client gets its answer; the queue stays taken until the transaction has really ended.
            jobs.Finish(running.Id, new JobEnd.Unverified(
                JobErrorCode.Timeout, $"not ended after {options.Timeout.TotalMinutes:0} minutes; the package manager was asked to cancel and goes on"));
        }

        return await work;
    }

    private async Task<JobEnd> Guarded(JobContext context, bool isResumed, CancellationToken shutdown)
    {
        try
        {
            return await Task.Run(() => isResumed ? executor.ResumeAsync(context, shutdown) : executor.ExecuteAsync(context, shutdown), shutdown);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // A bug must not take the queue with it; the job says what happened.
            JobsLog.ExecutorFailed(logger, e, context.Job.Id);
            return context.Job.Changes.Any(c => c.Outcome == ChangeOutcome.Planned)
                ? new JobEnd.Unverified(JobErrorCode.Unknown, $"internal error: {SystemErrorText.Of(e)}")
                : new JobEnd.Failed(JobErrorCode.Unknown, $"internal error: {SystemErrorText.Of(e)}", Retryable: false);
        }
    }
}
