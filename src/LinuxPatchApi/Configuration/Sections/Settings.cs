namespace LinuxPatchApi.Configuration.Sections;

/// <summary>The validated configuration: immutable, every value within its limits, every default filled in.</summary>
internal sealed record Settings(
    ServerSettings Server,
    TlsSettings Tls,
    JobSettings Jobs,
    LoggingSettings Logging,
    WhitelistSettings Whitelist,
    AccessSettings Access,
    PackageManagerSettings PackageManager,
    EnrollmentSettings Enrollment,
    RateLimitSettings RateLimit,
    RestartSettings Restart,
    CacheSettings Cache,
    RollbackSettings Rollback,
    UiSettings Ui,
    SelfUpdateSettings SelfUpdate);
