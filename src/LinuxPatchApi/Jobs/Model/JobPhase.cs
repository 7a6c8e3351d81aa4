using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

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
