using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>What a job does (contract section 5).</summary>
[JsonConverter(typeof(JobOperationConverter))]
internal enum JobOperation
{
    Install,
    Update,
    Remove,
    PatchApply,
    Rollback,
    Reboot,
    SelfUpdate,
    ServiceRestart,

    /// <summary>The package manager completes interrupted work.</summary>
    Repair,

    /// <summary>The job's record names an operation that this version of the agent does not know.</summary>
    Unknown,
}

internal sealed class JobOperationConverter() : SpelledConverter<JobOperation>(JobSpelling.Operations);

/// <summary>The state of a job. Jobs end in no other state (contract section 5).</summary>
[JsonConverter(typeof(JobStatusConverter))]
internal enum JobStatus
{
    /// <summary>Admitted and on disk; nothing has happened yet.</summary>
    Pending,

    /// <summary>Being planned, carried out or verified.</summary>
    Running,

    /// <summary>The host has been told to go down; ends when another boot id is seen.</summary>
    Rebooting,

    /// <summary>Ended, and verified.</summary>
    Completed,

    /// <summary>Ended without the planned result; the changes say what is different.</summary>
    Failed,

    /// <summary>Ended on request; the changes say what was already done.</summary>
    Cancelled,
}

internal sealed class JobStatusConverter() : SpelledConverter<JobStatus>(JobSpelling.Statuses);

/// <summary>The step a job is in (contract section 5).</summary>
[JsonConverter(typeof(JobPhaseConverter))]
internal enum JobPhase
{
    Queued,
    Refreshing,
    Resolving,
    Downloading,
    Installing,
    Removing,
    Verifying,
    Rebooting,
    Done,
}

internal sealed class JobPhaseConverter() : SpelledConverter<JobPhase>(JobSpelling.Phases);

/// <summary>The member by which a job list is sorted.</summary>
internal enum JobSort
{
    CreatedAt,
    UpdatedAt,
    Status,
}
