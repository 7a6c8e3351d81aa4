using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
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
/// <param name="ScheduledShutdown">The reboot or shutdown that takes the host down at a set time; null when nothing is scheduled.</param>
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
    ShutdownAhead? ScheduledShutdown,
    int? HiddenUpdates);

/// <summary>A reboot or shutdown at a set time.</summary>
/// <param name="Type">reboot, poweroff, halt or another word of logind.</param>
/// <param name="JobId">The job of this agent that requested it; null when somebody else did.</param>
internal sealed record ShutdownAhead(string Type, WireTime At, Guid? JobId)
{
    public static ShutdownAhead? Of((ScheduledShutdown? What, Job? By) found) =>
        found.What is { } what ? new(what.Type, UtcTime.Of(what.At), found.By?.Id) : null;
}

/// <summary>The build of the agent.</summary>
/// <param name="BuildId">The ELF build id, because hosts of one version may run different code.</param>
internal sealed record Build(string Commit, string BuildId);

/// <summary>The checks of health. Each is <c>ok</c>, <c>warning: …</c> or <c>failed: …</c>.</summary>
internal sealed record HealthChecks(string Config, string Certificates, string PackageManager, string JobQueue, string InitSystem);
