using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Validation;
using LinuxPatchApi.Init;

namespace LinuxPatchApi.Configuration;

/// <summary>Decides what a changed file means. Pure.</summary>
internal static class ConfigurationReload
{
    /// <param name="started">The configuration at the start of the process, still used for keys that need a restart.</param>
    /// <param name="inForce">The configuration in force now.</param>
    /// <param name="candidate">The result of reading the file now.</param>
    public static ReloadDecision Decide(LoadedConfiguration started, LoadedConfiguration inForce, ConfigurationResult candidate)
    {
        if (candidate.Loaded is not { } loaded)
        {
            List<Finding> errors = [.. candidate.Findings.Where(finding => finding.Severity == FindingSeverity.Error)];
            var more = errors.Count > 1 ? $" (and {errors.Count - 1} more)" : "";
            return new ReloadDecision(ReloadOutcome.Rejected, inForce, candidate.Findings,
                $"configuration: the changed file is not used, the previous one stays in force until the next start, which would refuse "
                    + $"this one: {errors[0]}{more}");
        }
        List<Finding> findings = [.. candidate.Findings];
        foreach (var key in ConfigurationDefaults.All.Where(key => key.NeedsRestart && Differs(key, started, loaded)))
        {
            findings.Add(Finding.Warning(FindingReason.NeedsRestart, loaded.Values[key.Path].Position, key.Path,
                "the change takes effect at the next start", InitCommands.Here.Restart("linux-patch-api")));
        }
        List<string> changed = [.. ConfigurationDefaults.All.Where(key => Differs(key, inForce, loaded)).Select(key => key.Path)];
        return new ReloadDecision(
            changed.Count == 0 ? ReloadOutcome.Unchanged : ReloadOutcome.Applied, loaded, findings, DegradedReason: null)
        {
            Changed = changed,
        };
    }

    private static bool Differs(ConfigurationKey key, LoadedConfiguration left, LoadedConfiguration right)
    {
        var previous = left.Values[key.Path];
        var current = right.Values[key.Path];
        return previous.Fingerprint != current.Fingerprint || (key.Kind == ConfigurationKind.Path && previous.IsGiven != current.IsGiven);
    }
}

/// <summary>
/// The outcome of a reload.
/// </summary>
/// <param name="DegradedReason">A sentence for degraded_reasons of the health answer; null unless the file was rejected.</param>
internal sealed record ReloadDecision(
    ReloadOutcome Outcome, LoadedConfiguration InForce, IReadOnlyList<Finding> Findings, string? DegradedReason)
{
    /// <summary>The settings whose values differ from those in force before; empty unless the file was applied.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];
}

/// <summary>What a reload did.</summary>
internal enum ReloadOutcome
{
    /// <summary>Every value is as before.</summary>
    Unchanged,

    /// <summary>The new version is in force, except for keys named in a warning.</summary>
    Applied,

    /// <summary>The new version is invalid; the previous one stays in force and health is degraded.</summary>
    Rejected,
}
