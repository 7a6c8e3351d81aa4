using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>Where a job stands. No job may end in any other word (contract section 5).</summary>
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
