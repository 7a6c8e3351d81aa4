using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;

namespace LinuxPatchApi.Operations.Steps;

/// <summary>The steps of jobs, in their order.</summary>
internal enum StepName
{
    /// <summary>Decides whether the job may begin.</summary>
    Gate,

    /// <summary>Fetches the repositories' indexes.</summary>
    Refresh,

    /// <summary>Decides what will change, and persists it.</summary>
    Plan,

    /// <summary>Keeps the present version of the agent, and lets a guard watch over the change.</summary>
    Keep,

    /// <summary>Lets the package manager carry it out.</summary>
    Transaction,

    /// <summary>Compares the installed set with the plan.</summary>
    Verify,

    /// <summary>Reserves a reboot where it is allowed and needed.</summary>
    Reboot,

    /// <summary>Restarts services. After the reboot's step, because a host that goes down restarts everything anyway.</summary>
    RestartServices,
}

/// <summary>How a step ended.</summary>
internal abstract record StepResult
{
    /// <summary>Continue with the next step.</summary>
    public static readonly StepResult Next = new GoOn();

    /// <summary>End the job here.</summary>
    public static StepResult End(JobEnd end) => new Ended(end);

    internal sealed record GoOn : StepResult;

    internal sealed record Ended(JobEnd Outcome) : StepResult;

    /// <summary>
    /// Continue with another step: an earlier one when the host has changed meanwhile, a later one when there is nothing to do in
    /// between.
    /// </summary>
    internal sealed record GoTo(StepName Step) : StepResult;
}

/// <summary>One step of a kind of job. A job whose agent was killed is resumed at its last step that may have begun.</summary>
/// <typeparam name="TRun">The state that the steps of the job share.</typeparam>
internal interface IStep<in TRun>
{
    StepName Name { get; }

    /// <summary>
    /// True when the record of a job shows that this step may have begun. Everything needed to decide that is recorded before the step's
    /// first effect. Pure.
    /// </summary>
    bool MayHaveBegun(Job job);

    /// <summary>Throws <see cref="OperationCanceledException"/> when the agent shuts down.</summary>
    Task<StepResult> RunAsync(TRun run, CancellationToken shutdown);

    /// <summary>Resumes what the agent's previous run may have begun.</summary>
    Task<StepResult> ResumeAsync(TRun run, CancellationToken shutdown);
}
