namespace LinuxPatchApi.Tests.Architecture;

/// <summary>Which folder of the daemon may use which other folder or assembly (docs/architecture.md has the same table).</summary>
internal static class FolderRules
{
    /// <summary>The other assemblies of the solution.</summary>
    public static readonly IReadOnlyList<string> Assemblies = ["Http", "HostServices"];

    /// <summary>The process: verbs start the daemon, which reports by their exit codes. The only layer with arrows both ways.</summary>
    public static readonly IReadOnlyList<string> Process = ["Cli", "Daemon"];

    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Native"] = [],
        ["Timing"] = [],
        ["Files"] = ["Native"],
        ["Wire"] = [],
        ["Checks"] = [],
        ["ServiceManager"] = [],
        ["Metrics"] = [],
        ["Supervision"] = ["Checks"],
        ["Hardening"] = ["Checks", "Native"],
        ["Configuration"] = ["Files"],
        ["Logging"] = ["Configuration", "Timing"],
        ["Tls"] = ["Configuration", "Files", "Http", "Native"],
        ["Pki"] = ["Files", "Tls"],
        ["Access"] = ["Configuration", "Files"],
        ["InForce"] = ["Access", "Configuration", "Files", "Supervision", "Tls"],
        ["Audit"] = ["Checks", "Files", "Http", "Metrics", "Wire"],
        ["Jobs"] = ["Checks", "Files", "Metrics"],
        ["Packages"] = ["Checks", "Files", "HostServices", "Jobs", "Metrics", "Native", "Timing"],
        ["Patches"] = ["Packages"],
        ["Host"] = ["Checks", "Files", "HostServices", "Jobs", "Native", "Packages"],
        ["Operations"] = ["Files", "Host", "HostServices", "Jobs", "Packages", "Supervision"],
        ["Doctor"] = ["Access", "Checks", "Host", "InForce", "Metrics", "Tls"],
        ["Api"] = ["Access", "Audit", "Checks", "Configuration", "Files", "Host", "HostServices", "Http", "InForce",
            "Jobs", "Metrics", "Operations", "Packages", "Patches", "Timing", "Tls", "Wire"],
        ["Daemon"] = ["Access", "Api", "Audit", "Checks", "Cli", "Configuration", "Doctor", "Files", "Hardening", "Host", "HostServices", "Http",
            "InForce", "Jobs", "Logging", "Metrics", "Native", "Operations", "Packages", "Supervision", "Timing", "Tls"],
        ["Cli"] = ["Access", "Audit", "Checks", "Configuration", "Daemon", "Doctor", "Files", "Hardening", "Host", "HostServices", "Http",
            "InForce", "Jobs", "Logging", "Pki", "ServiceManager", "Timing", "Tls"],
    };
}
