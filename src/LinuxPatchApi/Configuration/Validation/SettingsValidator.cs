using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Sections;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Configuration.Validation;

/// <summary>Third stage: turns merged values into <see cref="Settings"/> and checks the rules that span several keys.</summary>
internal static class SettingsValidator
{
    /// <summary>Validates all values. Callers must not use the result when <paramref name="findings"/> contains an error.</summary>
    public static Settings Validate(KeyValues values, List<Finding> findings)
    {
        ServerSettings server = new(
            values.Integer(ConfigurationDefaults.ServerPort),
            values.Addresses(ConfigurationDefaults.ServerBind),
            TimeSpan.FromSeconds(values.Integer(ConfigurationDefaults.ServerTimeout)),
            values.Integer(ConfigurationDefaults.ServerHandshakes));
        CheckLegacyTls(values, server.Port, findings);
        return new Settings(
            server,
            Tls(values),
            Jobs(values, findings),
            Logging(values, findings),
            new WhitelistSettings(values.Path(ConfigurationDefaults.WhitelistPath)),
            new AccessSettings(values.Roles(ConfigurationDefaults.AccessRoles)),
            PackageManager(values),
            Enrollment(values, findings),
            RateLimit(values),
            new RestartSettings(values.Units(ConfigurationDefaults.RestartDeny)),
            new CacheSettings(TimeSpan.FromSeconds(values.Integer(ConfigurationDefaults.CacheStaleThreshold))),
            new RollbackSettings(values.Integer(ConfigurationDefaults.RollbackStore) * 1024L * 1024),
            new UiSettings(values.Boolean(ConfigurationDefaults.UiEnabled)),
            new SelfUpdateSettings(TimeSpan.FromSeconds(values.Integer(ConfigurationDefaults.SelfUpdateDeadline))));
    }

    private static void CheckLegacyTls(KeyValues values, int serverPort, List<Finding> findings)
    {
        var enabled = ConfigurationDefaults.TlsEnabled;
        var errors = findings.Count;
        if (!values.Boolean(enabled) && findings.Count == errors)
        {
            findings.Add(Finding.Error(FindingReason.NotAllowed, values.PositionOf(enabled), enabled.Path,
                "false is not accepted, there is no clear-text mode", "remove the line"));
        }
        var port = ConfigurationDefaults.TlsPort;
        if (values.OptionalInteger(port) is { } tlsPort)
        {
            findings.Add(tlsPort == serverPort
                ? Finding.Warning(FindingReason.Deprecated, values.PositionOf(port), port.Path, "says the same as server.port",
                    "remove the line")
                : Finding.Error(FindingReason.Contradiction, values.PositionOf(port), port.Path,
                    $"{tlsPort} contradicts server.port, which is {serverPort}", "remove the line and set server.port"));
        }
        var version = ConfigurationDefaults.TlsMinimumVersion;
        if (values.OptionalChoice(version) is not null)
        {
            findings.Add(Finding.Warning(FindingReason.Deprecated, values.PositionOf(version), version.Path,
                "TLS 1.3 is the only supported version", "remove the line"));
        }
    }

    private static TlsSettings Tls(KeyValues values)
    {
        var key = values.Path(ConfigurationDefaults.TlsServerKey);
        return new TlsSettings(
            values.Path(ConfigurationDefaults.TlsCaCertificate),
            values.Path(ConfigurationDefaults.TlsServerCertificate),
            values.IsGiven(ConfigurationDefaults.TlsServerKey) ? [key] : ConfigurationDefaults.ServerKeyCandidates,
            values.Path(ConfigurationDefaults.TlsCrlPath),
            values.Choice(ConfigurationDefaults.TlsCrlPolicy) == "refuse" ? CrlPolicy.Refuse : CrlPolicy.KeepServing)
        {
            CrlRefresh = TimeSpan.FromSeconds(values.Integer(ConfigurationDefaults.TlsCrlRefresh)),
        };
    }

    private static JobSettings Jobs(KeyValues values, List<Finding> findings)
    {
        var concurrent = ConfigurationDefaults.JobsMaxConcurrent;
        values.Integer(concurrent);
        if (values.IsGiven(concurrent))
        {
            findings.Add(Finding.Info(FindingReason.NoEffect, values.PositionOf(concurrent), concurrent.Path,
                "one change to the host's packages runs at a time, whatever this says"));
        }
        return new JobSettings(
            TimeSpan.FromMinutes(values.Integer(ConfigurationDefaults.JobsTimeout)),
            values.Path(ConfigurationDefaults.JobsStoragePath),
            values.Integer(ConfigurationDefaults.JobsMaxQueueDepth),
            values.Integer(ConfigurationDefaults.JobsHistoryLimit),
            TimeSpan.FromDays(values.Integer(ConfigurationDefaults.JobsHistoryDays)))
        {
            StallAfter = TimeSpan.FromSeconds(values.Integer(ConfigurationDefaults.JobsStallSeconds)),
            BreakStalled = values.Boolean(ConfigurationDefaults.JobsBreakStalled),
        };
    }

    private static LoggingSettings Logging(KeyValues values, List<Finding> findings)
    {
        var level = values.Choice(ConfigurationDefaults.LoggingLevel) switch
        {
            "error" => LogLevel.Error,
            "warn" => LogLevel.Warning,
            "debug" => LogLevel.Debug,
            "trace" => LogLevel.Trace,
            _ => LogLevel.Information,
        };
        var enabledKey = ConfigurationDefaults.LoggingSyslog;
        var serverKey = ConfigurationDefaults.LoggingSyslogServer;
        var enabled = values.Boolean(enabledKey);
        var errors = findings.Count;
        var server = values.Syslog(serverKey);
        if (enabled && server is null && findings.Count == errors)
        {
            findings.Add(Finding.Error(FindingReason.Contradiction, values.PositionOf(enabledKey), enabledKey.Path,
                $"is true but {serverKey.Path} is not set", $"set {serverKey.Path} to {serverKey.Rule}"));
        }
        return new LoggingSettings(
            level,
            values.Boolean(ConfigurationDefaults.LoggingJournal),
            enabled ? server : null,
            values.Path(ConfigurationDefaults.LoggingFilePath),
            TimeSpan.FromDays(values.Integer(ConfigurationDefaults.LoggingRetention)));
    }

    private static PackageManagerSettings PackageManager(KeyValues values)
    {
        var name = values.Choice(ConfigurationDefaults.PackageManagerBackend);
        (var kind, var expected) = name switch
        {
            "auto" => (PackageManagerKind.Auto, Array.Empty<string>()),
            "apk" or "apkpolkit" => (PackageManagerKind.ApkPolkit, []),
            // Names of PackageKit's backends; aptcc is the apt backend before PackageKit 1.2.
            "apt" => (PackageManagerKind.PackageKit, ["apt", "aptcc"]),
            "dnf" => (PackageManagerKind.PackageKit, ["dnf", "dnf5"]),
            "yum" => (PackageManagerKind.PackageKit, ["dnf", "dnf5", "yum"]),
            "pacman" => (PackageManagerKind.PackageKit, ["alpm", "pacman"]),
            _ => (PackageManagerKind.PackageKit, []),
        };
        return new PackageManagerSettings(kind, expected, name);
    }

    private static EnrollmentSettings Enrollment(KeyValues values, List<Finding> findings) => new(
        values.Url(ConfigurationDefaults.EnrollmentManagerUrl),
        values.Text(ConfigurationDefaults.EnrollmentPollingToken),
        TimeSpan.FromSeconds(values.Integer(ConfigurationDefaults.EnrollmentPollingInterval)),
        values.Integer(ConfigurationDefaults.EnrollmentMaxPollAttempts),
        values.Text(ConfigurationDefaults.EnrollmentReportInterface),
        values.HostAddress(ConfigurationDefaults.EnrollmentReportIp),
        TimeSpan.FromDays(values.Integer(ConfigurationDefaults.EnrollmentRenewalThreshold)))
    {
        ManagerTrust = Checked(values, ConfigurationDefaults.EnrollmentManagerCa, IsTrust,
            "must be an absolute path, or system, or sha256: and 64 hexadecimal digits", findings),
        ReportFqdn = Checked(values, ConfigurationDefaults.EnrollmentReportFqdn, IsName, "must be a host name", findings),
        SetsRepository = values.Boolean(ConfigurationDefaults.EnrollmentRepository),
        RepositoryHost = Checked(values, ConfigurationDefaults.EnrollmentRepositoryHost, IsName, "must be a host name", findings),
    };

    private static string? Checked(KeyValues values, ConfigurationKey key, Func<string, bool> rule, string what, List<Finding> findings)
    {
        var text = values.Text(key);
        if (text is not null && !rule(text))
        {
            findings.Add(Finding.Error(FindingReason.BadFormat, values.PositionOf(key), key.Path, what));
        }
        return text;
    }

    private static bool IsTrust(string text) => text.StartsWith('/') || text == "system"
        || (text.StartsWith("sha256:", StringComparison.Ordinal)
            && text[7..].Replace(":", "", StringComparison.Ordinal) is { Length: 64 } digits && digits.All(char.IsAsciiHexDigit));

    private static bool IsName(string text) => text.Length <= 253 && !text.StartsWith('.') && !text.StartsWith('-')
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');

    private static RateLimitSettings RateLimit(KeyValues values) => new(
        values.Boolean(ConfigurationDefaults.RateLimitEnabled),
        values.Integer(ConfigurationDefaults.RateLimitDestructivePerMinute),
        values.Integer(ConfigurationDefaults.RateLimitDestructiveBurst),
        values.Integer(ConfigurationDefaults.RateLimitReadPerMinute),
        values.Integer(ConfigurationDefaults.RateLimitReadBurst));
}
