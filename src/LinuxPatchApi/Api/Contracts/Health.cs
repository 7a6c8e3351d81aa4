using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /health</c>.</summary>
/// <param name="UptimeSeconds">Uptime of the host, not of the agent.</param>
/// <param name="LastCacheUpdate">When the repository indexes were last fetched; null when unknown.</param>
/// <param name="CacheStatus">fresh, stale, unknown, failed.</param>
/// <param name="HiddenUpdates">
/// Packages whose updates, or some of them, a lock or an exclusion hides: on purpose, so that it degrades nothing; null when unknown.
/// </param>
/// <param name="CrlStatus">valid, expired, missing, invalid, degraded.</param>
internal sealed record Health(
    string Status,
    long UptimeSeconds,
    string Version,
    Build Build,
    WireTime? LastCacheUpdate,
    string CacheStatus,
    string CrlStatus,
    long? CrlAgeSeconds,
    WireTime? CrlNextUpdate,
    string? GpgKeyStatus,
    WireTime? GpgKeyExpiresAt,
    bool? RepoConfigSynced,
    WireTime? RepoConfigLastSync,
    HealthChecks Checks,
    IReadOnlyList<string> DegradedReasons,
    int? HiddenUpdates);

/// <summary>The build of the agent.</summary>
/// <param name="BuildId">The ELF build id, because hosts of one version may run different code.</param>
internal sealed record Build(string Commit, string BuildId);

/// <summary>The checks of health. Each is <c>ok</c>, <c>warning: …</c> or <c>failed: …</c>.</summary>
internal sealed record HealthChecks(string Config, string Certificates, string PackageManager, string JobQueue, string InitSystem);
