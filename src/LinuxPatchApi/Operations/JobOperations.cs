using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;
using LinuxPatchApi.Operations.Steps;

namespace LinuxPatchApi.Operations;

/// <summary>Dispatches each job to the pipeline of its kind.</summary>
internal sealed class JobOperations(IReadOnlyList<(OperationKind Kind, IJobExecutor Executor)> kinds) : IJobExecutor
{
    public Task<JobEnd> ExecuteAsync(JobContext context, CancellationToken shutdown) => Of(context).ExecuteAsync(context, shutdown);

    public Task<JobEnd> ResumeAsync(JobContext context, CancellationToken shutdown) => Of(context).ResumeAsync(context, shutdown);

    /// <summary>An end that nobody adds to stays as it is: this also tells the end of a job that could not be dispatched.</summary>
    public JobEnd Told(JobContext context, JobEnd end) => Find(context)?.Told(context, end) ?? end;

    private IJobExecutor Of(JobContext context) => Find(context)
        ?? throw new InvalidOperationException($"jobs of {context.Job.Request.GetType().Name} do not wait in the queue");

    private IJobExecutor? Find(JobContext context)
    {
        var request = context.Job.Request;
        return kinds.FirstOrDefault(kind => kind.Kind.Has(request)).Executor;
    }
}
