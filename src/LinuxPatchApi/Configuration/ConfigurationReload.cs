using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Validation;

namespace LinuxPatchApi.Configuration;

/// <summary>Decides, without touching anything, what a changed file means.</summary>
internal static class ConfigurationReload
{
    /// <param name="started">What the process started with; keys that need a restart still act by it.</param>
    /// <param name="inForce">What is in force now.</param>
    /// <param name="candidate">What the file says now.</param>
    public static ReloadDecision Decide(LoadedConfiguration started, LoadedConfiguration inForce, ConfigurationResult candidate)
    {
        if (candidate.Loaded is not { } loaded)
        {
            List<Finding> errors = [.. candidate.Findings.Where(finding => finding.Severity == FindingSeverity.Error)];
            var more = errors.Count > 1 ? $" (and {errors.Count - 1} more)" : "";
            return new ReloadDecision(ReloadOutcome.Rejected, inForce, candidate.Findings,
                $"configuration: the changed file is not used, the former one stays in force: {errors[0]}{more}");
        }
        List<Finding> findings = [.. candidate.Findings];
        foreach (ConfigurationKey key in ConfigurationDefaults.All.Where(key => key.NeedsRestart && Differs(key, started, loaded)))
        {
            findings.Add(Finding.Warning(FindingReason.NeedsRestart, loaded.Values[key.Path].Position, key.Path,
                "the change takes effect at the next start", "systemctl restart linux-patch-api"));
        }
        var isSame = ConfigurationDefaults.All.All(key => !Differs(key, inForce, loaded));
        return new ReloadDecision(isSame ? ReloadOutcome.Unchanged : ReloadOutcome.Applied, loaded, findings, DegradedReason: null);
    }

    private static bool Differs(ConfigurationKey key, LoadedConfiguration left, LoadedConfiguration right)
    {
        MergedValue old = left.Values[key.Path];
        MergedValue now = right.Values[key.Path];
        return old.Fingerprint != now.Fingerprint || (key.Kind == ConfigurationKind.Path && old.IsGiven != now.IsGiven);
    }
}
