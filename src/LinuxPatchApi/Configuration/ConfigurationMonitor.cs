using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Configuration;

/// <summary>
/// Holds the configuration in force. Reads take no lock; only one task at a time may call <see cref="Reload"/>.
/// </summary>
internal sealed class ConfigurationMonitor(string path, LoadedConfiguration started)
{
    private volatile ReloadDecision _last = new(ReloadOutcome.Applied, started, [], null);

    public string Path => path;

    public Settings Current => _last.InForce.Settings;

    /// <summary>A sentence for degraded_reasons of the health answer; null when the file on disk is in force.</summary>
    public string? DegradedReason => _last.DegradedReason;

    /// <summary>Reads the file again and puts it into force when it is valid.</summary>
    public ReloadDecision Reload() => _last = ConfigurationReload.Decide(started, _last.InForce, ConfigurationLoader.Load(path));
}
