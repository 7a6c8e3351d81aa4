using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Yaml;
using LinuxPatchApi.Host.Checks;

namespace LinuxPatchApi.Cli;

/// <summary>
/// What the configuration names and the sandbox of the agent's unit hides, or makes read-only. A command of an operator runs outside of it
/// and would find nothing wrong; the agent would not start, or would write no audit log.
/// </summary>
internal static class SandboxFindings
{
    private const string Hint = "move it, or allow it in a drop-in of linux-patch-api.service (systemd.exec(5))";

    private static readonly ConfigurationKey[] Read =
    [
        ConfigurationDefaults.TlsCaCertificate, ConfigurationDefaults.TlsServerCertificate, ConfigurationDefaults.TlsServerKey,
        ConfigurationDefaults.TlsCrlPath, ConfigurationDefaults.WhitelistPath,
    ];

    private static readonly ConfigurationKey[] Written = [ConfigurationDefaults.JobsStoragePath, ConfigurationDefaults.LoggingFilePath];

    /// <summary>Returns nothing where the unit is not installed, or its files cannot be read.</summary>
    public static IReadOnlyList<Finding> Of(string configurationFile, LoadedConfiguration loaded) =>
        AgentUnit.OfHost() is { } unit ? Of(configurationFile, loaded, unit) : [];

    /// <summary>Looks at the links of the paths and at nothing else.</summary>
    public static IReadOnlyList<Finding> Of(string configurationFile, LoadedConfiguration loaded, AgentUnit unit)
    {
        var findings = new List<Finding>();
        if (unit.WhyHidden(configurationFile) is { } unseen)
        {
            findings.Add(Finding.Error(FindingReason.FileUnreadable, FilePosition.WholeFile(configurationFile), "", unseen, Hint));
        }
        foreach (var key in Read.Concat(Written))
        {
            var (value, position) = (PathOf(loaded, key), loaded.Values[key.Path].Position);
            if (unit.WhyHidden(value) is { } hidden)
            {
                findings.Add(Finding.Error(FindingReason.FileUnreadable, position, key.Path, hidden, Hint));
            }
            else if (Written.Contains(key) && unit.WhyReadOnly(value, key.IsDirectory) is { } readOnly)
            {
                findings.Add(Finding.Warning(FindingReason.FileUnreadable, position, key.Path, readOnly,
                    "allow it with ReadWritePaths= in a drop-in"));
            }
        }

        return findings;
    }

    private static string PathOf(LoadedConfiguration loaded, ConfigurationKey key) =>
        loaded.Values[key.Path].Value is RawScalar { IsNull: false } scalar ? scalar.Text : key.Default!;
}
