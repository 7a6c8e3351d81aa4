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
}

internal sealed class JobOperationConverter() : SpelledConverter<JobOperation>(JobSpelling.Operations);
