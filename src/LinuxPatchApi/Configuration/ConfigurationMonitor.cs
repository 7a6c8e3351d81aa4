namespace LinuxPatchApi.Configuration;

/// <summary>
/// Holds the configuration that is in force and follows the file. Reading is free of locks; <see cref="Reload"/> is called by one loop.
/// </summary>
internal sealed class ConfigurationMonitor(string path, LoadedConfiguration started)
{
    private volatile ReloadDecision _last = new(ReloadOutcome.Applied, started, [], null);

    public string Path => path;

    public Settings Current => _last.InForce.Settings;

    /// <summary>For health's degraded_reasons; null when the file on disk is what is in force.</summary>
    public string? DegradedReason => _last.DegradedReason;

    /// <summary>Reads the file again and takes it over if it is valid.</summary>
    public ReloadDecision Reload() => _last = ConfigurationReload.Decide(started, _last.InForce, ConfigurationLoader.Load(path));
}
