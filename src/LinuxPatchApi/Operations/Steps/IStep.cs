using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Operations.Steps;

/// <summary>The steps that jobs are made of, in the order in which they follow each other.</summary>
internal enum StepName
{
    /// <summary>Whether the job may begin now.</summary>
    Gate,

    /// <summary>The repositories' indexes are fetched.</summary>
    Refresh,

    /// <summary>What is to change is decided and put on the disk.</summary>
    Plan,

    /// <summary>The package manager carries it out.</summary>
    Transaction,

    /// <summary>The installed set is compared with the plan.</summary>
    Verify,

    /// <summary>A reboot is reserved where it was allowed and is needed.</summary>
    Reboot,

    /// <summary>Services are restarted. After the reboot's step: a host that goes down restarts everything anyway.</summary>
    RestartServices,
}

/// <summary>How a step ended.</summary>
internal abstract record StepResult
{
    /// <summary>The next one follows.</summary>
    public static readonly StepResult Next = new GoOn();

    /// <summary>The job ends here.</summary>
    public static StepResult End(JobEnd end) => new Ended(end);

    internal sealed record GoOn : StepResult;

    internal sealed record Ended(JobEnd Outcome) : StepResult;

    /// <summary>Another step follows: an earlier one when the host has outrun what was done, a later one when there is nothing to do in between.</summary>
    internal sealed record GoTo(StepName Step) : StepResult;
}

/// <summary>One step of a kind of job. A job whose agent was killed is taken up in its last step that may have begun.</summary>
/// <typeparam name="TRun">What the steps of the job hand on to each other.</typeparam>
internal interface IStep<in TRun>
{
    StepName Name { get; }

    /// <summary>Whether the record of a job shows that this step may have begun. All that it has to know for that is in the record before its
    /// first effect. Pure.</summary>
    bool MayHaveBegun(Job job);

    /// <summary>Throws <see cref="OperationCanceledException"/> when the agent goes down.</summary>
    Task<StepResult> RunAsync(TRun run, CancellationToken shutdown);

    /// <summary>Takes up what the agent's previous life may have begun.</summary>
    Task<StepResult> ResumeAsync(TRun run, CancellationToken shutdown);
}
