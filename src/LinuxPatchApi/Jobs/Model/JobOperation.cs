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

    /// <summary>The package manager finishes what was interrupted.</summary>
    Repair,

    /// <summary>The record of the job names one that this version of the agent does not know.</summary>
    Unknown,
}

internal sealed class JobOperationConverter() : SpelledConverter<JobOperation>(JobSpelling.Operations);
