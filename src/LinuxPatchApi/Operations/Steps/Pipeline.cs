using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;

namespace LinuxPatchApi.Operations.Steps;

/// <summary>Runs the steps of one kind of job in their order, from the first one or from the last one that may have begun.</summary>
/// <param name="begin">Creates the state that the steps share, for one job.</param>
internal sealed class Pipeline<TRun>(Func<JobContext, TRun> begin, params IReadOnlyList<IStep<TRun>> steps) : IJobExecutor
    where TRun : JobRun
{
    /// <summary>The steps in their order.</summary>
    public IReadOnlyList<IStep<TRun>> Steps => steps;

    public Task<JobEnd> ExecuteAsync(JobContext context, CancellationToken shutdown)
    {
        var run = begin(context);
        return GoOnAsync(run, 0, steps[0].RunAsync(run, shutdown), shutdown);
    }

    public Task<JobEnd> ResumeAsync(JobContext context, CancellationToken shutdown)
    {
        var job = context.Job;
        var at = steps.Count - 1;
        while (at > 0 && !steps[at].MayHaveBegun(job))
        {
            at--;
        }

        var run = begin(context);
        return GoOnAsync(run, at, steps[at].ResumeAsync(run, shutdown), shutdown);
    }

    private async Task<JobEnd> GoOnAsync(TRun run, int at, Task<StepResult> step, CancellationToken shutdown)
    {
        while (true)
        {
            switch (await step)
            {
                case StepResult.Ended ended:
                    return ended.Outcome;
                case StepResult.GoTo other:
                    at = IndexOf(other.Step, at);
                    break;
                default:
                    at++;
                    break;
            }

            if (at == steps.Count)
            {
                return run.Done ?? throw new InvalidOperationException("no step set the end of the job");
            }

            step = steps[at].RunAsync(run, shutdown);
        }
    }

    /// <summary>
    /// Returns where the job continues. A later step that this kind of job does not have is passed over; an earlier one cannot be.
    /// </summary>
    private int IndexOf(StepName name, int from)
    {
        var at = 0;
        while (at < steps.Count && steps[at].Name < name)
        {
            at++;
        }

        return at > from || (at < steps.Count && steps[at].Name == name)
            ? at
            : throw new InvalidOperationException($"there is no step {name}");
    }
}
