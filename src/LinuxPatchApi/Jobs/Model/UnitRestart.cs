namespace LinuxPatchApi.Jobs.Model;

/// <summary>One unit that a job restarts, and what became of it.</summary>
/// <param name="Reason">Why it is restarted, was left out or did not come back; null when there is nothing to say.</param>
internal sealed record UnitRestart(string Unit, RestartOutcome Outcome, string? Reason)
{
    /// <summary>The unit's invocation before the restart, empty when it had none: on disk before the restart is asked for, so that another
    /// one tells afterwards that it took place. Null as long as nothing was asked for.</summary>
    public string? InvocationBefore { get; init; }
}
