using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Api.Plans;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Patches;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>The list of offered updates.</summary>
internal sealed class PatchesApi(UpdateCache patches, InstalledCache installed, Freshness freshness) : IApiRoutes
{
    private readonly EntityTags _tags = new();

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Read(
            "/api/v1/patches", "listPatches", ListAsync, "severity", "security", "name", "sort", "order", "limit", "offset", "max_age"),
    ];

    public async ValueTask<ApiAnswer?> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryObject(request.Http.Query);
        var requested = RequestedAge.Read(query);
        var (filter, invalid) = ReadFilter(query);
        if (filter is null)
        {
            return invalid!.Answer;
        }

        var age = await RequestedAge.MeetAsync(requested, freshness, cancellationToken);
        var snapshot = await patches.ForRequestAsync(cancellationToken);
        if (!snapshot.IsSuccess)
        {
            return ApiAnswer.Of(snapshot.Failure);
        }

        var present = installed.Latest;
        var isStale = patches.IsOutdated || age.IsStale;
        var tag = _tags.Of(
            request.Http.RawTarget, snapshot.Value, present, isStale, patches.MetadataRefreshedAt, age.Reason(patches.LastFailure));
        if (EntityTags.IsKnown(request.Http.Headers.Get("If-None-Match"), tag))
        {
            return new ApiAnswer.NotModified(tag);
        }

        var all = Patch.Of(snapshot.Value, present);
        var (page, total) = filter.Apply(all);
        var list = ApiAnswer.Ok(
            new PatchList(
                [.. page.Select(p => Item(p, installed.Terms))],
                total,
                all.Count(p => p.Update.Security),
                all.Any(p => p.Restart == "system"),
                filter.Limit,
                filter.Offset,
                UtcTime.Of(snapshot.Value.GeneratedAt),
                UtcTime.Of(patches.MetadataRefreshedAt),
                isStale,
                age.With(patches.ListWarnings)),
            ApiJson.Write);
        return list with { EntityTag = tag };
    }

    /// <summary>Pure.</summary>
    public static (PatchFilter? Filter, InputFailure? Failure) ReadFilter(QueryObject query)
    {
        var severity = query.Choice("severity", "", [.. Severities.All]);
        var security = query.Bool("security");
        var name = query.Text("name", NameRules.IsPattern, NameRules.PatternInQuery);
        var sort = query.Choice("sort", "name", "name", "severity", "published_at");
        var order = query.Choice("order", "asc", "asc", "desc");
        var limit = query.Int("limit", 1, Paging.MaxLimit);
        var offset = query.Int("offset", 0, int.MaxValue) ?? 0;
        return query.Finish() is { } failure
            ? (null, failure)
            : (new PatchFilter(severity.Length == 0 ? null : severity, security, name, sort, order == "desc", limit, offset), null);
    }

    private static PatchItem Item(Patch patch, PackageTerms terms) => new(
        patch.Id,
        patch.Update.Name,
        patch.CurrentVersion ?? "",
        patch.Update.Version,
        patch.Update.Architecture,
        patch.Update.Severity,
        patch.Update.Security,
        patch.Update.Kind,
        patch.Description,
        patch.CveIds,
        patch.AdvisoryUrls,
        patch.BugUrls,
        UtcTime.Of(patch.PublishedAt),
        patch.Restart == "system",
        patch.Restart,
        patch.Update.Held,
        patch.Update.Repository,
        patch.DetailsKnown,
        patch.Update.Blocked is not { } blocked ? null
            : new BlockedBy(blocked.WireName, blocked.Detail, patch.Update.Held ? terms.LiftHoldOf(patch.Update.Name) : null));
}
