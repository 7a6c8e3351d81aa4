using LinuxPatchApi.Jobs.States;

namespace LinuxPatchApi.Jobs.Execution;

/// <summary>Carries out one job.</summary>
internal interface IJobExecutor
{
    /// <summary>
    /// Completes when the work has really ended, including the package transaction. Expected failures are <see cref="JobEnd.Failed"/>.
    /// </summary>
    /// <param name="shutdown">The agent shuts down: leave the transaction to its own service and throw <see
    /// cref="OperationCanceledException"/>; the job stays running in the journal and is judged at the next start.</param>
    Task<JobEnd> ExecuteAsync(JobContext context, CancellationToken shutdown);

    /// <summary>
    /// Resumes a job that was running when the agent went down: follows its transaction if it still runs, then judges by what is
    /// installed. Returns and throws as <see cref="ExecuteAsync"/>.
    /// </summary>
    Task<JobEnd> ResumeAsync(JobContext context, CancellationToken shutdown);

    /// <summary>Returns an end that somebody else gives the job, with what a client of this kind of job has to know of it.</summary>
    JobEnd Told(JobContext context, JobEnd end) => end;
}
