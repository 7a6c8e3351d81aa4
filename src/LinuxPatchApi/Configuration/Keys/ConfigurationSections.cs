namespace LinuxPatchApi.Configuration.Keys;

/// <summary>The sections of config.yaml and their descriptions for the reference page and the example file.</summary>
internal static class ConfigurationSections
{
    public static readonly IReadOnlyList<(string Name, string About)> All =
    [
        ("server", "The HTTPS listener."),
        ("tls", "Certificates. TLS 1.3 with a client certificate is the only mode."),
        ("jobs", "Package jobs: queue, time limits, history."),
        ("logging", "Log and audit log."),
        ("whitelist", "Who may connect at all, decided before the first TLS byte."),
        ("access", "What clients that may connect are allowed to do."),
        ("package_manager", "How packages are managed."),
        ("enrollment", "Enrolment with a fleet manager."),
        ("rate_limit", "Requests per client."),
        ("restart", "Restarts of services."),
        ("cache", "Age of cached package data."),
        ("rollback", "What is stored so that a job can be undone."),
        ("ui", "The page for browsers."),
        ("self_update", "Updates of the agent itself."),
    ];
}
