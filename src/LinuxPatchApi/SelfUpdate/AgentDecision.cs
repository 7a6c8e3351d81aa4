namespace LinuxPatchApi.SelfUpdate;

/// <summary>What a job of a self-update does when the agent begins with it again.</summary>
internal enum ResumeStep
{
    /// <summary>The package transaction is followed and judged like that of any other job.</summary>
    Follow,

    /// <summary>This is the new version: it shows that it answers, then the transaction is followed.</summary>
    Confirm,

    /// <summary>The previous package is being restored: the job waits for the guard.</summary>
    Await,
}

/// <summary>How the package change of a self-update went.</summary>
internal enum ChangeResult
{
    /// <summary>All planned changes are in place.</summary>
    Applied,

    /// <summary>They are not.</summary>
    Failed,

    /// <summary>Whether they are is unknown.</summary>
    Unknown,
}

/// <summary>What a job of a self-update does after its package change.</summary>
internal enum SettleStep
{
    /// <summary>The job ends as the package change did.</summary>
    Finish,

    /// <summary>The program was not replaced: there is nothing to restore, and the job ends as the package change did.</summary>
    Abandon,

    /// <summary>The previous package is to be restored.</summary>
    Restore,

    /// <summary>This process is the previous version: the service manager is asked to restart the agent.</summary>
    Restart,

    /// <summary>This is the new version: it shows that it answers.</summary>
    Confirm,

    /// <summary>The previous package is being restored: the job waits for the guard.</summary>
    Await,
}

/// <summary>
/// The agent's side of the state machine of a self-update, for every state on the disk in which an agent may find itself. Pure.
/// </summary>
internal static class AgentDecision
{
    /// <param name="isReplaced">True when the program is another file than the record says.</param>
    /// <param name="isNew">True when this process runs the program that is installed.</param>
    public static ResumeStep OnResume(SelfUpdateState state, Guid job, bool isReplaced, bool isNew) => state switch
    {
        _ when !state.IsOf(job) => ResumeStep.Follow,
        { Verdict.Decision: SelfUpdateDecision.Restore } => ResumeStep.Await,
        { Verdict: null, Ending: null } when isReplaced && isNew => ResumeStep.Confirm,
        _ => ResumeStep.Follow,
    };

    /// <inheritdoc cref="OnResume"/>
    public static SettleStep AfterChange(SelfUpdateState state, Guid job, ChangeResult result, bool isReplaced, bool isNew) => state switch
    {
        _ when !state.IsOf(job) => SettleStep.Finish,
        { Verdict.Decision: SelfUpdateDecision.Restore } => SettleStep.Await,
        { Verdict: not null } or { Ending: not null } => SettleStep.Finish,
        _ when result == ChangeResult.Unknown => SettleStep.Finish,
        _ when !isReplaced => SettleStep.Abandon,
        _ when result == ChangeResult.Failed => SettleStep.Restore,
        _ => isNew ? SettleStep.Confirm : SettleStep.Restart,
    };

    /// <summary>
    /// True when an agent that has started is to close the record: its job has ended, so nobody else would, and a later change of the
    /// package by somebody else would be taken for this one.
    /// </summary>
    /// <param name="isJobOpen">True when the job has not ended, or its verdict is outstanding.</param>
    public static bool IsLeftOver(SelfUpdateState state, bool isJobOpen) =>
        state is { Record: not null, Ending: null } && !isJobOpen && state.Verdict?.Decision != SelfUpdateDecision.Restore;
}
