namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /health</c>.</summary>
/// <param name="UptimeSeconds">Of the host.</param>
/// <param name="LastCacheUpdate">When the repositories' indexes were last fetched, as far as is known.</param>
/// <param name="CacheStatus">fresh, stale, unknown, failed.</param>
/// <param name="CrlStatus">valid, expired, missing, invalid, degraded.</param>
internal sealed record Health(
    string Status,
    long UptimeSeconds,
    string Version,
    Build Build,
    DateTime? LastCacheUpdate,
    string CacheStatus,
    string CrlStatus,
    long? CrlAgeSeconds,
    DateTime? CrlNextUpdate,
    string? GpgKeyStatus,
    DateTime? GpgKeyExpiresAt,
    bool? RepoConfigSynced,
    DateTime? RepoConfigLastSync,
    HealthChecks Checks,
    IReadOnlyList<string> DegradedReasons);

/// <param name="BuildId">The ELF build id; two hosts with one version once ran different code.</param>
internal sealed record Build(string Commit, string BuildId);

/// <summary>Each is <c>ok</c>, <c>warning: …</c> or <c>failed: …</c>.</summary>
internal sealed record HealthChecks(string Config, string Certificates, string PackageManager, string JobQueue, string InitSystem);
