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

    private IJobExecutor Of(JobContext context)
    {
        var request = context.Job.Request;
        return kinds.FirstOrDefault(kind => kind.Kind.Has(request)).Executor
            ?? throw new InvalidOperationException($"jobs of {request.GetType().Name} do not wait in the queue");
    }
}
