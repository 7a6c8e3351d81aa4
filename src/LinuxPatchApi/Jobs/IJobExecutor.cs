namespace LinuxPatchApi.Jobs;

/// <summary>Does the work of one job.</summary>
internal interface IJobExecutor
{
    /// <summary>
    /// Returns when the work has really ended, the package transaction included. Expected failures are <see cref="JobEnd.Failed"/>.
    /// </summary>
    /// <param name="shutdown">The agent is going down: leave the transaction to its own service and return by throwing
    /// <see cref="OperationCanceledException"/>; the job stays running in the journal and is judged at the next start.</param>
    Task<JobEnd> ExecuteAsync(JobContext context, CancellationToken shutdown);

    /// <summary>
    /// Takes up a job that was running when the agent went down: follows its transaction if it still works, then judges by what is
    /// installed. Returns and throws as <see cref="ExecuteAsync"/>.
    /// </summary>
    Task<JobEnd> ResumeAsync(JobContext context, CancellationToken shutdown);
}
