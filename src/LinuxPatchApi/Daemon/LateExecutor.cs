using LinuxPatchApi.Jobs;

namespace LinuxPatchApi.Daemon;

/// <summary>Breaks the circle "jobs need an executor, a reboot after a job needs the jobs": set once, before the first job runs.</summary>
internal sealed class LateExecutor : IJobExecutor
{
    public IJobExecutor? Executor { get; set; }

    public Task<JobEnd> ExecuteAsync(JobContext context, CancellationToken shutdown) => Ready.ExecuteAsync(context, shutdown);

    public Task<JobEnd> ResumeAsync(JobContext context, CancellationToken shutdown) => Ready.ResumeAsync(context, shutdown);

    private IJobExecutor Ready => Executor ?? throw new InvalidOperationException("the executor is set before the first job");
}
