using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.SelfUpdate;

/// <summary>What a self-update is about to do; on disk before anything changes.</summary>
/// <param name="Job">The job that carries it out.</param>
/// <param name="From">The version that is installed.</param>
/// <param name="To">The version to be installed.</param>
/// <param name="Image">Identifies the installed program before the change, see <see cref="ProgramImage"/>.</param>
/// <param name="Package">The name of the stored file of the previous package; empty when there is none.</param>
/// <param name="Offered">
/// The architecture of the previous version that a repository offers, which is restored from there; empty where a file is stored, or the
/// client did without a way back.
/// </param>
/// <param name="Deadline">How long the new version has until it answers.</param>
/// <param name="StartedAt">When the record was written.</param>
internal sealed record SelfUpdateRecord(
    Guid Job, string From, string To, string Image, string Package, string Offered, TimeSpan Deadline, DateTimeOffset StartedAt);

/// <summary>What is decided about a self-update. Whoever decides first, the agent or the guard, decides for both.</summary>
internal enum SelfUpdateDecision
{
    /// <summary>The new version has answered at its own listener.</summary>
    Confirmed,

    /// <summary>The program was not replaced: there is nothing to restore.</summary>
    Abandoned,

    /// <summary>The previous package is restored.</summary>
    Restore,
}

/// <summary>A decision.</summary>
/// <param name="Reason">Why; empty for a confirmation.</param>
/// <param name="Code">That of the job, when the previous package is restored.</param>
internal sealed record SelfUpdateVerdict(SelfUpdateDecision Decision, string Reason, JobErrorCode Code = JobErrorCode.Unknown);

/// <summary>How a self-update ended.</summary>
internal enum SelfUpdateOutcome
{
    /// <summary>The new version runs.</summary>
    Confirmed,

    /// <summary>Nothing was changed.</summary>
    Abandoned,

    /// <summary>The previous version is installed again.</summary>
    Restored,

    /// <summary>The previous version could not be restored.</summary>
    RestoreFailed,
}

/// <summary>The end of a self-update.</summary>
/// <param name="Reason">What happened; empty for a confirmation.</param>
/// <param name="Installed">The version that is installed at the end; empty when it is unknown.</param>
internal sealed record SelfUpdateEnding(SelfUpdateOutcome Outcome, string Reason, string Installed, DateTimeOffset At);

/// <summary>All that is on disk about the latest self-update.</summary>
/// <param name="Record">Null when there is none.</param>
/// <param name="Verdict">Null while nothing is decided.</param>
/// <param name="Ending">Null until it has ended.</param>
internal sealed record SelfUpdateState(SelfUpdateRecord? Record, SelfUpdateVerdict? Verdict, SelfUpdateEnding? Ending)
{
    public static readonly SelfUpdateState None = new(null, null, null);

    /// <summary>True when this is about that job.</summary>
    public bool IsOf(Guid job) => Record?.Job == job;
}
