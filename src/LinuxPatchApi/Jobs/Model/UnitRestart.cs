using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>One unit that a job restarts, and the outcome.</summary>
/// <param name="Reason">Why it is restarted, was skipped or did not come back; null when there is nothing to explain.</param>
internal sealed record UnitRestart(string Unit, RestartOutcome Outcome, string? Reason)
{
    /// <summary>
    /// The unit's invocation before the restart, empty when it had none: on disk before the restart is requested, so that a different one
    /// afterwards proves that it took place. Null before the request.
    /// </summary>
    public string? InvocationBefore { get; init; }
}

/// <summary>The outcome of restarting a unit.</summary>
[JsonConverter(typeof(RestartOutcomeConverter))]
internal enum RestartOutcome
{
    /// <summary>Not restarted or not verified yet.</summary>
    Planned,

    /// <summary>It runs in another invocation than before.</summary>
    Restarted,

    /// <summary>It did not come back, or does not stay up; the reason describes its state.</summary>
    Failed,

    /// <summary>Not restarted; the reason says why.</summary>
    Skipped,
}

internal sealed class RestartOutcomeConverter() : SpelledConverter<RestartOutcome>(JobSpelling.Restarts);
