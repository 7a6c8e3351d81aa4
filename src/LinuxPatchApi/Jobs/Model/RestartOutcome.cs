using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>What became of the restart of a unit.</summary>
[JsonConverter(typeof(RestartOutcomeConverter))]
internal enum RestartOutcome
{
    /// <summary>Not done or not verified yet.</summary>
    Planned,

    /// <summary>It runs, and under another invocation than before.</summary>
    Restarted,

    /// <summary>It did not come back, or does not stay up; the reason says how it is.</summary>
    Failed,

    /// <summary>Left as it is; the reason says why.</summary>
    Skipped,
}

internal sealed class RestartOutcomeConverter() : SpelledConverter<RestartOutcome>(JobSpelling.Restarts);
