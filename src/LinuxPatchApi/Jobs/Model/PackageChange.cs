using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>One package of a plan and its outcome.</summary>
/// <param name="FromVersion">Null when it was not installed before.</param>
/// <param name="ToVersion">Null when it is to be removed.</param>
/// <param name="Reason">Why it was skipped, or what is different; null when there is nothing to explain.</param>
internal sealed record PackageChange(
    string Name,
    string Architecture,
    ChangeAction Action,
    string? FromVersion,
    string? ToVersion,
    ChangeOutcome Outcome,
    string? Reason)
{
    /// <summary>
    /// True when the version before must be gone afterwards, where a package manager may have several beside each other (rpm): not for the
    /// installation of a further kernel. False where that cannot be, and in records of previous versions.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Replaces { get; init; }

    /// <summary>
    /// True when the advisory of the new version asks for a restart of the host. Only its plan knows that: what is installed is no longer
    /// offered. False in records of previous versions.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RestartsSystem { get; init; }

    /// <summary>Returns the change as it is shown of an ended job, which plans nothing any more: without a verdict it is not
    /// known.</summary>
    /// <param name="isOutstanding">True when the verdict is still to come.</param>
    public PackageChange Ended(bool isOutstanding) => Outcome != ChangeOutcome.Planned ? this : this with
    {
        Outcome = ChangeOutcome.Different,
        Reason = isOutstanding ? "not known yet: the job was closed before its result was known; the outcome follows" : "not known",
    };
}

/// <summary>What happens to one package.</summary>
[JsonConverter(typeof(ChangeActionConverter))]
internal enum ChangeAction
{
    Install,
    Upgrade,
    Downgrade,
    Reinstall,
    Remove,
}

internal sealed class ChangeActionConverter() : SpelledConverter<ChangeAction>(JobSpelling.Actions);

/// <summary>What the installed versions say about a planned change.</summary>
[JsonConverter(typeof(ChangeOutcomeConverter))]
internal enum ChangeOutcome
{
    /// <summary>Not verified yet.</summary>
    Planned,

    /// <summary>The planned version is installed and configured (or, for a removal, gone).</summary>
    Applied,

    /// <summary>The package is as it was before.</summary>
    Unchanged,

    /// <summary>Neither the previous nor the planned state; the reason says which.</summary>
    Different,

    /// <summary>Left out of the plan; the reason says why.</summary>
    Skipped,
}

internal sealed class ChangeOutcomeConverter() : SpelledConverter<ChangeOutcome>(JobSpelling.Outcomes);
