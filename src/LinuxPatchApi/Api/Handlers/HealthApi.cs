using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Checks;
using LinuxPatchApi.Host;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.InForce;
using LinuxPatchApi.ManagerRepository;
using LinuxPatchApi.OpenPgp;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>Health, answered from cached results, so that it never waits for the package manager.</summary>
internal sealed class HealthApi(
    HostFacts host,
    RebootService reboots,
    ISnapshots files,
    EngineProbe probe,
    UpdateCache patches,
    Freshness freshness,
    Func<RepositoryStatus?> repository,
    CheckTable table,
    Build build,
    TimeProvider time) : IApiRoutes
{
    /// <summary>
    /// How long an answer is reused while nothing the agent knows has changed; facts read from disk are at most that old, twice that while
    /// another request reads them. Health is exempt from the rate limit and reads a dozen files. Origin: unnoticeable for a person, and a
    /// flood of requests costs four reads per second.
    /// </summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(250);

    private readonly RecentAnswer<CheckMark> _recent = new(time, MaxAge);

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Vital("/health", "getHealth", HealthAsync, isQuick: true),
        ApiRoute.Vital("/api/v1/health", "getHealthV1", HealthAsync, isQuick: true),
    ];

    public ValueTask<ApiAnswer?> HealthAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return new(invalid.Answer);
        }

        probe.Touch();
        var mark = table.Mark();
        return _recent.Find(mark) is { } answer ? new(answer) : RefreshAsync(mark, cancellationToken);
    }

    private async ValueTask<ApiAnswer?> RefreshAsync(CheckMark mark, CancellationToken cancellationToken) =>
        await _recent.GetAsync(mark, PrepareAsync, cancellationToken);

    private async Task<ApiAnswer> PrepareAsync(CancellationToken cancellationToken) =>
        ApiAnswer.Prepare(await ExamineAsync(cancellationToken), ApiJson.Write);

    private async Task<Health> ExamineAsync(CancellationToken cancellationToken)
    {
        var known = await table.KnownAsync(cancellationToken);
        var now = time.GetUtcNow();
        var crl = files.Current.Crl;
        var crlStatus = crl?.StatusAt(now) ?? CrlStatus.Missing;
        var reasons = known.Reasons;
        var fleet = repository();
        return new Health(
            reasons.Count == 0 ? "healthy" : "degraded",
            host.UptimeSeconds,
            BuildInfo.Version,
            build,
            UtcTime.Of(patches.MetadataRefreshedAt),
            freshness.WireName,
            CrlWireName(crlStatus),
            (long?)crl?.AgeAt(now)?.TotalSeconds,
            UtcTime.Of(crl?.NextUpdate),
            KeyWireName(fleet?.KeyStatusAt(now)),
            UtcTime.Of(fleet?.KeyUntil),
            fleet?.IsSynced,
            UtcTime.Of(fleet?.SyncedAt),
            new HealthChecks(
                known.Text(HealthMember.Config),
                known.Text(HealthMember.Certificates),
                known.Text(HealthMember.PackageManager),
                known.Text(HealthMember.JobQueue),
                known.Text(HealthMember.InitSystem)),
            reasons,
            ShutdownAhead.Of(reboots.Scheduled()),
            patches.Latest?.Hidden.Count);
    }

    /// <summary>Origin: contract section 5.</summary>
    private static string? KeyWireName(KeyStatus? status) => status switch
    {
        KeyStatus.Valid => "valid",
        KeyStatus.Expired => "expired",
        KeyStatus.Missing => "missing",
        KeyStatus.Revoked => "revoked",
        _ => null,
    };

    /// <summary>Origin: contract section 5.</summary>
    private static string CrlWireName(CrlStatus status) => status switch
    {
        CrlStatus.Valid => "valid",
        CrlStatus.Expired => "expired",
        CrlStatus.Missing => "missing",
        CrlStatus.Invalid => "invalid",
        _ => "degraded",
    };
}
