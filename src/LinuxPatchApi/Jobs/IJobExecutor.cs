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
}
