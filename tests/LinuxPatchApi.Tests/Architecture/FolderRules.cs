namespace LinuxPatchApi.Tests.Architecture;

/// <summary>The folders and assemblies that each folder of the daemon may use (docs/architecture.md has the same table).</summary>
internal static class FolderRules
{
    /// <summary>The other assemblies of the solution.</summary>
    public static readonly IReadOnlyList<string> Assemblies = ["Http", "HostServices"];

    /// <summary>
    /// The process: verbs start the daemon, which reports by their exit codes. The only layer with dependencies in both directions.
    /// </summary>
    public static readonly IReadOnlyList<string> Process = ["Cli", "Daemon"];

    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Native"] = ["Http"],
        ["OpenPgp"] = ["Native"],
        ["Init"] = [],
        ["Sequences"] = [],
        ["Timing"] = [],
        ["Files"] = ["Native", "Wire"],
        ["Wire"] = [],
        ["ClientView"] = ["Wire"],
        ["Checks"] = [],
        ["ServiceManager"] = ["Wire"],
        ["Metrics"] = ["Files"],
        ["Supervision"] = ["Checks", "Timing"],
        ["Hardening"] = ["Checks", "Init", "Native"],
        ["Configuration"] = ["Files", "Init", "Wire"],
        ["Logging"] = ["Configuration", "Timing"],
        ["Tls"] = ["Configuration", "Files", "Http", "Init", "Native", "Timing"],
        ["Pki"] = ["Files", "Init", "Tls", "Wire"],
        ["Access"] = ["Configuration", "Files", "Timing"],
        ["InForce"] = ["Access", "Configuration", "Files", "Supervision", "Tls"],
        ["Audit"] = ["Checks", "Files", "Http", "Metrics", "Wire"],
        ["Jobs"] = ["Checks", "Files", "Metrics", "Wire"],
        ["Packages"] = ["Checks", "Files", "HostServices", "Init", "Jobs", "Metrics", "Native", "OpenPgp", "Timing", "Wire"],
        ["Patches"] = ["Packages"],
        ["Host"] = ["Checks", "Files", "HostServices", "Init", "Jobs", "Native", "Packages"],
        ["SelfUpdate"] = ["Files", "Host", "HostServices", "Jobs", "Native", "Packages", "Timing"],
        ["Operations"] = ["Files", "Host", "HostServices", "Init", "Jobs", "Metrics", "Packages", "SelfUpdate",
            "Supervision", "Timing", "Wire"],
        ["Enrolment"] = ["Configuration", "Files", "Host", "Http", "Tls", "Wire"],
        ["ManagerRepository"] = ["Checks", "Configuration", "Files", "Http", "Metrics", "OpenPgp", "Packages", "Timing"],
        ["Doctor"] = ["Access", "Checks", "Host", "InForce", "Metrics", "Tls", "Wire"],
        ["Api"] = ["Access", "Audit", "Checks", "Configuration", "Files", "Host", "HostServices", "Http", "InForce",
            "Jobs", "ManagerRepository", "Metrics", "OpenPgp", "Operations", "Packages", "Patches", "SelfUpdate", "Timing", "Tls",
            "Wire"],
        ["Page"] = ["Api", "Configuration", "Http", "InForce"],
        ["Daemon"] = ["Access", "Api", "Audit", "Checks", "Cli", "Configuration", "Doctor", "Enrolment", "Files",
            "Hardening", "Host", "HostServices", "Http", "InForce", "Init", "Jobs", "Logging", "ManagerRepository", "Metrics",
            "Native", "Operations", "Packages", "Page", "SelfUpdate", "Supervision", "Timing", "Tls", "Wire"],
        ["Cli"] = ["Access", "Audit", "Checks", "ClientView", "Configuration", "Daemon", "Doctor", "Enrolment", "Files",
            "Hardening", "Host", "HostServices", "Http", "InForce", "Init", "Jobs", "Logging", "ManagerRepository", "Native",
            "Pki", "SelfUpdate", "ServiceManager", "Timing", "Tls", "Wire"],
    };
}
