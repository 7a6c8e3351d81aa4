namespace LinuxPatchApi.Configuration.Keys;

/// <summary>
/// Every setting with its default, its limits and their origin; defaults are defined nowhere else. The origin "existing installations"
/// means the value used by earlier versions of the agent, kept so that an upgrade changes nothing.
/// </summary>
internal static class ConfigurationDefaults
{
    public const string ConfigurationDirectory = "/etc/linux_patch_api";
    public const string ConfigurationFile = ConfigurationDirectory + "/config.yaml";
    private const string Certificates = ConfigurationDirectory + "/certs";
    private const string StateDirectory = "/var/lib/linux_patch_api";
    private const string LogDirectory = "/var/log/linux_patch_api";
    private const string Existing = "existing installations";

    /// <summary>Paths tried for the server key when tls.server_key is absent: the current name first, then that of old examples.</summary>
    public static readonly IReadOnlyList<string> ServerKeyCandidates = [Certificates + "/server.key.pem", Certificates + "/server.key"];

    public static readonly ConfigurationKey ServerPort = new("server.port", ConfigurationKind.Integer, "12443",
        "TCP port of the HTTPS listener.", $"{Existing}; limits: RFC 9293 port field, 0 is reserved")
    { Maximum = 65535, NeedsRestart = true };

    public static readonly ConfigurationKey ServerBind = new("server.bind", ConfigurationKind.Addresses, "0.0.0.0",
        "Addresses to listen on. `\"::\"` (the quotes are needed) listens on IPv6; a list such as `[\"0.0.0.0\", \"::\"]` on both.",
        Existing)
    { NeedsRestart = true };

    public static readonly ConfigurationKey ServerTimeout = new("server.timeout_seconds", ConfigurationKind.Integer, "30",
        "Seconds that a client may take to send one request, headers and body.",
        $"{Existing}; the fleet manager allows 30 s for each call; even a slow link needs no more than an hour")
    { Maximum = 3600, NeedsRestart = true };

    public static readonly ConfigurationKey ServerHandshakes = new("server.handshakes_per_second", ConfigurationKind.Integer, "50",
        "TLS handshakes that one client address (IPv6: one /64) may start per second, after a burst of 128; the rest are closed.",
        "a handshake costs up to 2 ms of CPU, so one address can take a tenth of a core")
    { Maximum = 10_000, NeedsRestart = true };

    public static readonly ConfigurationKey TlsEnabled = new("tls.enabled", ConfigurationKind.Boolean, "true",
        "Must be true: there is no clear-text mode, and false is an error.", Existing)
    { Legacy = true };

    public static readonly ConfigurationKey TlsPort = new("tls.port", ConfigurationKind.Integer, null,
        "Same as server.port; an error if it differs.", $"{Existing}; limits as server.port")
    { Maximum = 65535, Legacy = true };

    public static readonly ConfigurationKey TlsCaCertificate = new("tls.ca_cert", ConfigurationKind.Path, Certificates + "/ca.pem",
        "PEM file with the certificate authorities whose client certificates are accepted. System roots are never used.", Existing);

    public static readonly ConfigurationKey TlsServerCertificate = new("tls.server_cert", ConfigurationKind.Path,
        Certificates + "/server.pem", "PEM file with the server certificate, followed by its intermediates if it has any.", Existing);

    public static readonly ConfigurationKey TlsServerKey = new("tls.server_key", ConfigurationKind.Path, Certificates + "/server.key.pem",
        "PEM file (PKCS#8, SEC 1 or PKCS#1, unencrypted) with the server's private key, mode 0600. When this setting is absent, "
        + "`server.key` in the same directory is tried too.", Existing);

    public static readonly ConfigurationKey TlsCrlPath = new("tls.crl_path", ConfigurationKind.Path, Certificates + "/crl.pem",
        "PEM or DER file with the certificate revocation list. It may be absent; health then reports `missing`.", Existing);

    public static readonly ConfigurationKey TlsCrlPolicy = new("tls.crl_policy", ConfigurationKind.Choice, "keep-serving",
        "Effect of a missing, expired or invalid revocation list: `keep-serving` with degraded health, or `refuse` every client whose "
        + "issuer has no current list.",
        "the fleet manager installs the list after the first connection, so refusing by default would lock it out")
    { Choices = ["keep-serving", "refuse"] };

    public static readonly ConfigurationKey TlsCrlRefresh = new("tls.crl_refresh_seconds", ConfigurationKind.Integer, "3600",
        "Seconds between two downloads of the revocation list from `enrollment.manager_url`; without that setting nothing is downloaded. A "
        + "downloaded list is stored in the state directory; the newer of it and tls.crl_path is in force.",
        "a revocation reaches every host within the hour; more than once a minute would burden the manager, less than once a week is too "
        + "rare to help")
    { Minimum = 60, Maximum = 604_800 };

    public static readonly ConfigurationKey TlsMinimumVersion = new("tls.min_tls_version", ConfigurationKind.Choice, null,
        "Only `\"1.3\"`, the only version in use.", Existing)
    { Choices = ["1.3"], Legacy = true };

    public static readonly ConfigurationKey JobsMaxConcurrent = new("jobs.max_concurrent", ConfigurationKind.Integer, "5",
        "Accepted but without effect: one change to the host's packages runs at a time, and reads are never limited.", Existing)
    { Maximum = 1000, Legacy = true };

    public static readonly ConfigurationKey JobsTimeout = new("jobs.timeout_minutes", ConfigurationKind.Integer, "30",
        "Minutes after which the agent requests cancellation of a running job. A package transaction is never killed.",
        $"{Existing}; a day is longer than any upgrade")
    { Maximum = 1440, NeedsRestart = true };

    public static readonly ConfigurationKey JobsStoragePath = new("jobs.storage_path", ConfigurationKind.Path, StateDirectory + "/jobs",
        "Directory of the job journal and history.", Existing)
    { NeedsRestart = true, IsDirectory = true };

    public static readonly ConfigurationKey JobsMaxQueueDepth = new("jobs.max_queue_depth", ConfigurationKind.Integer, "100",
        "Jobs that may be queued. One more is refused with 429 QUEUE_FULL.", $"{Existing}; 10 000 queued jobs take about 20 MB of memory")
    { Maximum = 10_000, NeedsRestart = true };

    public static readonly ConfigurationKey JobsHistoryLimit = new("jobs.history_limit", ConfigurationKind.Integer, "500",
        "Finished jobs kept; the oldest are dropped first.", "contract: newest 500; 10 000 take about 20 MB of memory")
    { Maximum = 10_000, NeedsRestart = true };

    public static readonly ConfigurationKey JobsHistoryDays = new("jobs.history_days", ConfigurationKind.Integer, "30",
        "Days that a finished job is kept.", "contract: 30 days; ten years amount to forever")
    { Maximum = 3650, NeedsRestart = true };

    public static readonly ConfigurationKey JobsStallSeconds = new("jobs.stall_seconds", ConfigurationKind.Integer, "120",
        "Seconds without progress, while the package database is locked, after which a job is shown as stalled and health is degraded. "
        + "The job itself is left alone.",
        "PackageKit warns after 120 s without output from the package manager; a stall of more than an hour would be noticed too late")
    { Maximum = 3600, NeedsRestart = true };

    public static readonly ConfigurationKey JobsBreakStalled = new("jobs.break_stalled", ConfigurationKind.Boolean, "false",
        "When a job is past its time limit and stalled, stop packagekit.service and let PackageKit repair the package database. This kills "
        + "the hanging maintainer script, and leaves its package unconfigured if the repair fails. When false, the stall is only reported.",
        "a package transaction is never killed unless the operator has configured it")
    { NeedsRestart = true };

    public static readonly ConfigurationKey LoggingLevel = new("logging.level", ConfigurationKind.Choice, "info",
        "Lowest severity that is logged.", Existing)
    { Choices = ["error", "warn", "info", "debug", "trace"] };

    public static readonly ConfigurationKey LoggingJournal = new("logging.journal_enabled", ConfigurationKind.Boolean, "true",
        "Log to standard error with systemd's priority prefixes; the service manager forwards it to the journal.", Existing)
    { NeedsRestart = true };

    public static readonly ConfigurationKey LoggingSyslog = new("logging.syslog_enabled", ConfigurationKind.Boolean, "false",
        "Send the log to logging.syslog_server (RFC 5424).", Existing)
    { NeedsRestart = true };

    public static readonly ConfigurationKey LoggingSyslogServer = new("logging.syslog_server", ConfigurationKind.SyslogServer, null,
        "Syslog server as `[udp://|tcp://]HOST[:PORT]`; udp and port 514 by default.", $"{Existing}; port: RFC 5426 section 3.3")
    { Example = "udp://log.example.org:514", NeedsRestart = true };

    public static readonly ConfigurationKey LoggingFilePath = new("logging.file_path", ConfigurationKind.Path, LogDirectory + "/audit.log",
        "The audit log: who requested what and how it ended, in hash-chained lines.", Existing)
    { NeedsRestart = true };

    public static readonly ConfigurationKey LoggingRetention = new("logging.retention_days", ConfigurationKind.Integer, "30",
        "Days that the audit log is kept.", $"{Existing}; ten years amount to forever")
    { Maximum = 3650 };

    public static readonly ConfigurationKey WhitelistPath = new("whitelist.path", ConfigurationKind.Path,
        ConfigurationDirectory + "/whitelist.yaml",
        "The allow-list: `entries:` with IP addresses, networks (CIDR) and host names. If it is missing or invalid, nobody may connect.",
        Existing);

    public static readonly ConfigurationKey AccessRoles = new("access.roles", ConfigurationKind.Roles, null,
        "Roles by certificate: `subject:`, `dns:`, `ip:`, `email:`, `uri:`, `serial:` or `fingerprint:` and a pattern with `*` and `?`, "
        + "which stay within a label or attribute, in quotes. The highest matching role counts; a certificate that matches nothing may do "
        + "nothing, not even read health. Without this setting every certificate of the CA is admin.",
        $"{Existing}: every certificate could do everything")
    { Example = "{admin: [\"subject:CN=manager,*\"], reader: [\"dns:monitor.example.org\"]}" };

    public static readonly ConfigurationKey PackageManagerBackend = new("package_manager.backend", ConfigurationKind.Choice, "auto",
        "`auto`, `packagekit` or `apkpolkit`. The old values apt, dnf, yum and pacman mean packagekit and must match the backend that "
        + "PackageKit reports; apk means apkpolkit. `auto` uses the service of the host's distribution.", Existing)
    { Choices = ["auto", "packagekit", "apkpolkit", "apt", "dnf", "yum", "pacman", "apk"], NeedsRestart = true };

    public static readonly ConfigurationKey EnrollmentManagerUrl = new("enrollment.manager_url", ConfigurationKind.Url, null,
        "Base URL of the fleet manager. Without certificates the agent asks it for some, and runs while it waits for the approval.",
        Existing)
    { Example = "https://manager.example.org" };

    public static readonly ConfigurationKey EnrollmentManagerCa = new("enrollment.manager_ca", ConfigurationKind.Text, null,
        "How the manager's own certificate is verified: the path of a PEM file with its CA, `system` for the certificate authorities of "
        + "this system, or `sha256:` and the fingerprint of its certificate. Not set: by nothing before the enrolment, so that nothing "
        + "is sent; by tls.ca_cert afterwards.",
        "an answer with a private key must not come from anybody; a manager behind a proxy has a certificate of another CA")
    { Example = "/etc/linux_patch_api/manager-ca.pem" };

    public static readonly ConfigurationKey EnrollmentPollingToken = new("enrollment.polling_token", ConfigurationKind.Text, null,
        "Token of a pending enrolment that another agent has begun. This agent keeps its own elsewhere.", Existing)
    { Secret = true, Example = "TOKEN" };

    public static readonly ConfigurationKey EnrollmentPollingInterval = new("enrollment.polling_interval_seconds",
        ConfigurationKind.Integer, "60", "Seconds between two polls for the approval of the enrolment, a quarter more or less; "
        + "more after the manager has asked for fewer.", Existing)
    { Maximum = 86_400 };

    public static readonly ConfigurationKey EnrollmentMaxPollAttempts = new("enrollment.max_poll_attempts", ConfigurationKind.Integer,
        "1440", "Polls after which an enrolment ends. It ends after a day in any case.", $"{Existing}: one day at one per minute")
    { Maximum = 1_000_000 };

    public static readonly ConfigurationKey EnrollmentReportInterface = new("enrollment.report_interface", ConfigurationKind.Text, null,
        "Network interface whose address is reported to the manager, which connects to it.", Existing)
    { Example = "eth0" };

    public static readonly ConfigurationKey EnrollmentReportIp = new("enrollment.report_ip", ConfigurationKind.Address, null,
        "Address reported to the manager, before report_interface. By default the one by which this host reaches the manager.", Existing)
    { Example = "192.0.2.10" };

    public static readonly ConfigurationKey EnrollmentReportFqdn = new("enrollment.report_fqdn", ConfigurationKind.Text, null,
        "Name reported to the manager, which connects to it. By default the host name as the resolver completes it.",
        "a host whose own name is not the one that others know")
    { Example = "host.example.org" };

    public static readonly ConfigurationKey EnrollmentRepository = new("enrollment.repository", ConfigurationKind.Boolean, "true",
        "Set up the manager's package repository, its line and its key, and keep them as the manager says.",
        "the fleet's own packages, the agent's among them, come from there");

    public static readonly ConfigurationKey EnrollmentRepositoryHost = new("enrollment.repository_host", ConfigurationKind.Text, null,
        "A host that the manager's repository may be on besides the manager's own. A line that names any other is refused.",
        "who names a repository can have any program run as root")
    { Example = "packages.example.org" };

    public static readonly ConfigurationKey EnrollmentRenewalThreshold = new("enrollment.cert_renewal_threshold_days",
        ConfigurationKind.Integer, "7", "Days before the expiry of the server certificate from which doctor and health say `failed`. "
        + "They warn from 30 days on; nobody renews it but an administrator of the manager.", Existing)
    { Maximum = 365 };

    public static readonly ConfigurationKey RateLimitEnabled = new("rate_limit.enabled", ConfigurationKind.Boolean, "true",
        "Limit requests of each client certificate and of each address; a request needs both. Health and system info are exempt.",
        Existing);

    public static readonly ConfigurationKey RateLimitDestructivePerMinute = Rate("rate_limit.destructive_per_minute", "20",
        "Requests per minute that change something.");

    public static readonly ConfigurationKey RateLimitDestructiveBurst = Rate("rate_limit.destructive_burst", "10",
        "Burst of requests that change something.");

    public static readonly ConfigurationKey RateLimitReadPerMinute = Rate("rate_limit.read_per_minute", "120",
        "Requests per minute that only read.");

    public static readonly ConfigurationKey RateLimitReadBurst = Rate("rate_limit.read_burst", "30",
        "Burst of requests that only read.");

    public static readonly ConfigurationKey RestartDeny = new("restart.deny", ConfigurationKind.Units,
        "[dbus.service, dbus-broker.service, packagekit.service, systemd-logind.service, elogind.service, user@*.service, "
        + "display-manager.service, getty@*.service, serial-getty@*.service, console-getty.service, container-getty@*.service]",
        "Services that are never restarted, neither individually nor after an apply. A list here replaces the default; the agent itself is "
        + "always refused. Aliases of a unit count too.",
        "restarts and jobs depend on the message bus, logind and PackageKit; a restart of the others ends logins");

    public static readonly ConfigurationKey CacheStaleThreshold = new("cache.stale_threshold_secs", ConfigurationKind.Integer, "3600",
        "Seconds after which cached package data is reported as stale.", $"{Existing}; at most 30 days")
    { Maximum = 2_592_000 };

    public static readonly ConfigurationKey RollbackStore = new("rollback.store_max_mib", ConfigurationKind.Integer, "256",
        "MiB of package files of previous versions that the agent stores, copied from the package manager's cache, so that a job can be "
        + "undone when no repository offers them any more. The oldest are dropped first; 0 stores none.",
        "a month of a small container's updates; at most 64 GiB")
    { Minimum = 0, Maximum = 65_536, NeedsRestart = true };

    public static readonly ConfigurationKey UiEnabled = new("ui.enabled", ConfigurationKind.Boolean, "true",
        "Answer `GET /` of a browser with a page. It shows and does what the browser's certificate may; false leaves the index.",
        "whoever has a client certificate may read the same from the API");

    public static readonly ConfigurationKey SelfUpdateDeadline = new("self_update.deadline_seconds", ConfigurationKind.Integer, "60",
        "Seconds that a new version of the agent has until it answers at its own listener, counted from when its package is written. After "
        + "that "
        + "the previous package is restored.",
        "a start takes less than a second; the unit's start timeout is 90 s; at most an hour")
    { Minimum = 5, Maximum = 3600 };

    /// <summary>All settings, in the order of the reference and the example file.</summary>
    public static readonly IReadOnlyList<ConfigurationKey> All =
    [
        ServerPort, ServerBind, ServerTimeout, ServerHandshakes,
        TlsEnabled, TlsPort, TlsCaCertificate, TlsServerCertificate, TlsServerKey, TlsCrlPath, TlsCrlPolicy, TlsCrlRefresh,
        TlsMinimumVersion,
        JobsMaxConcurrent, JobsTimeout, JobsStoragePath, JobsMaxQueueDepth, JobsHistoryLimit, JobsHistoryDays, JobsStallSeconds,
        JobsBreakStalled,
        LoggingLevel, LoggingJournal, LoggingSyslog, LoggingSyslogServer, LoggingFilePath, LoggingRetention,
        WhitelistPath, AccessRoles, PackageManagerBackend,
        EnrollmentManagerUrl, EnrollmentManagerCa, EnrollmentPollingToken, EnrollmentPollingInterval, EnrollmentMaxPollAttempts,
        EnrollmentReportInterface, EnrollmentReportIp, EnrollmentReportFqdn, EnrollmentRepository, EnrollmentRepositoryHost,
        EnrollmentRenewalThreshold,
        RateLimitEnabled, RateLimitDestructivePerMinute, RateLimitDestructiveBurst, RateLimitReadPerMinute, RateLimitReadBurst,
        RestartDeny,
        CacheStaleThreshold, RollbackStore, UiEnabled, SelfUpdateDeadline,
    ];

    private static ConfigurationKey Rate(string path, string value, string description) =>
        new(path, ConfigurationKind.Integer, value, description, $"{Existing}; zero would lock everyone out and is an error")
        { Maximum = 100_000 };
}
