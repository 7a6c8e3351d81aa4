using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>What the installed versions say of a planned change.</summary>
[JsonConverter(typeof(ChangeOutcomeConverter))]
internal enum ChangeOutcome
{
    /// <summary>Not verified yet.</summary>
    Planned,

    /// <summary>The planned version is installed and configured (or, for a removal, gone).</summary>
    Applied,

    /// <summary>The package is as it was before.</summary>
    Unchanged,

    /// <summary>Neither the former nor the planned state; the reason says which.</summary>
    Different,

    /// <summary>Left out of the plan; the reason says why.</summary>
    Skipped,
}

internal sealed class ChangeOutcomeConverter() : SpelledConverter<ChangeOutcome>(JobSpelling.Outcomes);
