namespace LinuxPatchApi.Configuration;

/// <summary>
/// What to do after a file changed. <paramref name="DegradedReason"/> is a sentence for health's degraded_reasons, null when all is well.
/// </summary>
internal sealed record ReloadDecision(
    ReloadOutcome Outcome, LoadedConfiguration InForce, IReadOnlyList<Finding> Findings, string? DegradedReason);
