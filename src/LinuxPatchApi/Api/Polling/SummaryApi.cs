using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Host;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.InForce;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Patches;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Polling;

/// <summary>One small answer for a poll of many hosts, from what is known; never waits for the package manager.</summary>
internal sealed class SummaryApi(
    HostFacts host,
    RebootService reboots,
    EngineProbe probe,
    UpdateCache patches,
    InstalledCache installed,
    Freshness freshness,
    JobService jobs,
    ISnapshots files,
    TimeProvider time) : IApiRoutes
{
    public IReadOnlyList<Route<ApiRoute>> Routes => [ApiRoute.Read("/api/v1/summary", "getSummary", SummaryAsync)];

    public async ValueTask<ApiAnswer?> SummaryAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        probe.Touch();
        patches.InvalidateIfChanged();

        var updates = patches.Latest is { } latest ? Counts(Patch.Of(latest, installed.Latest), latest.Hidden.Count) : null;
        var reasons = reboots.Reasons();
        // Read before the jobs: a change in between is read twice, and never missed.
        var next = jobs.Store.ChangesAfter(null).Next;
        var all = jobs.Store.All();
        return ApiAnswer.Ok(
            new SummaryDocument(
                host.Hostname,
                BuildInfo.Version,
                host.BootId,
                updates,
                UtcTime.Of(patches.MetadataRefreshedAt),
                updates is null || patches.IsOutdated || freshness.IsStale,
                reasons.Count > 0,
                reasons,
                await installed.IsCleanAsync(cancellationToken),
                all.Count(j => !j.IsTerminal),
                all is [.., var newest] ? Newest(newest) : null,
                next,
                files.Current.CertificateUntil is { } until ? (int)Math.Floor((until - time.GetUtcNow()).TotalDays) : null,
                ShutdownAhead.Of(reboots.Scheduled())),
            ApiJson.Write);
    }

    /// <summary>Pure.</summary>
    public static UpdateCounts Counts(IReadOnlyList<Patch> patches, int hidden = 0)
    {
        var oldest = patches.Where(p => p.Update.Security && p.PublishedAt is not null).MinBy(p => p.PublishedAt);
        return new UpdateCounts(
            patches.Count,
            patches.Count(p => p.Update.Security),
            Of("critical"),
            Of("high"),
            Of("medium"),
            Of("low"),
            Of("unknown"),
            patches.Count(p => p.Update.Blocked is not null),
            hidden,
            oldest is null ? null : new OldestUpdate(oldest.Update.Name, oldest.Update.Version, UtcTime.Of(oldest.PublishedAt!.Value)));

        int Of(string severity) => patches.Count(p => p.Update.Severity == severity);
    }

    private static NewestJob Newest(Job job) => new(
        job.Id,
        JobSpelling.Operations.Of(job.Operation),
        JobSpelling.Statuses.Of(job.Status),
        job.Progress,
        UtcTime.Of(job.CreatedAt),
        UtcTime.Of(job.CompletedAt),
        job.ErrorCode is { } code ? JobSpelling.ErrorCodes.Of(code) : null);
}
