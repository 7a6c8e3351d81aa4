namespace LinuxPatchApi.Jobs;

/// <summary>Whether a job began.</summary>
internal enum BeginOutcome
{
    /// <summary>It is in hand.</summary>
    Begun,

    /// <summary>It was cancelled, or it has its verdict meanwhile.</summary>
    Gone,

    /// <summary>Its beginning cannot be put on the disk: it is the next one still.</summary>
    NotStored,
}

/// <summary>A job that had its turn.</summary>
/// <param name="Running">Null unless it began.</param>
/// <param name="IsResumed">It was in hand before the agent restarted, or is looked at again.</param>
internal sealed record BegunJob(BeginOutcome Outcome, RunningJob? Running, bool IsResumed);
