namespace LinuxPatchApi.SelfUpdate;

/// <summary>What the guard sees in one round.</summary>
/// <param name="IsReplaced">True when the program is another file than the record says.</param>
/// <param name="IsBusy">True when somebody holds the package database's lock.</param>
/// <param name="Free">How long the program has been replaced while the database was free.</param>
/// <param name="Busy">How long it has been replaced while the database was locked.</param>
internal readonly record struct GuardView(SelfUpdateState State, bool IsReplaced, bool IsBusy, TimeSpan Free, TimeSpan Busy);

/// <summary>What the guard does next.</summary>
internal enum GuardStep
{
    /// <summary>It ends: there is nothing to guard, or the agent has decided.</summary>
    Leave,

    /// <summary>It checks again after a while.</summary>
    Watch,

    /// <summary>The new version's time is over: it decides to restore the previous package.</summary>
    Decide,

    /// <summary>It restores the previous package.</summary>
    Restore,
}

/// <summary>The guard's side of the state machine of a self-update. Pure.</summary>
internal static class GuardDecision
{
    public static GuardStep Next(GuardView view) => view.State switch
    {
        { Record: null } or { Ending: not null } => GuardStep.Leave,
        { Verdict.Decision: SelfUpdateDecision.Restore } => GuardStep.Restore,
        { Verdict: not null } => GuardStep.Leave,
        { Record: { } record } when view.IsReplaced && (view.Free >= record.Deadline || view.Busy >= SelfUpdateLimits.MaxBusy) =>
            GuardStep.Decide,
        _ => GuardStep.Watch,
    };

    /// <summary>Returns why the previous package is restored.</summary>
    public static string Reason(GuardView view) => view.Free >= view.State.Record!.Deadline
        ? $"version {view.State.Record.To} did not answer within {view.State.Record.Deadline.TotalSeconds:0} s"
        : $"the package database was still locked {SelfUpdateLimits.MaxBusy.TotalMinutes:0} minutes after version "
            + $"{view.State.Record.To} was unpacked";
}
