using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Patches;
using LinuxPatchApi.Timing;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Handlers;

/// <summary>The package list and one package.</summary>
internal sealed class PackagesApi(
    IPackageFamily family,
    InstalledCache installed,
    UpdateCache patches,
    PackageCatalogue catalogue,
    Freshness freshness,
    HeldLists held,
    TimeProvider time)
    : IApiRoutes
{
    private readonly SerializedPackages _serialized = new();
    private readonly HeldLists _held = held;
    private readonly OfferedLists _offeredLists = new(held);
    private readonly EntityTags _tags = new();

    public IReadOnlyList<Route<ApiRoute>> Routes =>
    [
        ApiRoute.Read(
            "/api/v1/packages", "listPackages", ListAsync, "name", "status", "upgradable", "sort", "order", "limit", "offset", "max_age"),
        ApiRoute.Read("/api/v1/packages/{name}", "getPackage", DetailAsync),
    ];

    public async ValueTask<ApiAnswer?> ListAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryObject(request.Http.Query);
        var requested = RequestedAge.Read(query);
        var (filter, invalid) = PackageFilter.Read(query);
        if (filter is null)
        {
            return invalid!.Answer;
        }

        if (filter.IncludesAvailable && family.Of(Feature.ListAvailable, EngineInfo.Unknown).Obstacle is { } why)
        {
            return new InputFailure(ApiReason.OptionNotSupported, "status", why).Answer;
        }

        var age = await RequestedAge.MeetAsync(requested, freshness, cancellationToken);
        var inventory = await installed.ForRequestAsync(cancellationToken);
        if (!inventory.IsSuccess)
        {
            return ApiAnswer.Of(inventory.Failure);
        }

        var updates = patches.Latest;
        // The tag is taken before the list is built: when something changes meanwhile, the tag matches no later request.
        var tag = filter.IncludesAvailable ? null
            : _tags.Of(
                request.Http.RawTarget, inventory.Value, updates, IsStale(age), patches.MetadataRefreshedAt,
                age.Reason(patches.LastFailure));
        if (tag is not null && EntityTags.IsKnown(request.Http.Headers.Get("If-None-Match"), tag))
        {
            patches.InvalidateIfChanged();
            return new ApiAnswer.NotModified(tag);
        }

        if (filter.IsFullInstalledList && _serialized.Find(inventory.Value, updates) is { } serialized)
        {
            patches.InvalidateIfChanged();
            var head = ListOf([], serialized.Total, filter, inventory.Value, age);
            return _held.TryHold(serialized.Text, serialized.Total) is not { } read ? OfferedLists.Refusal
                : new ApiAnswer.Long(writer => PackageListWriter.Write(head, writer, serialized)) { EntityTag = tag, Hold = read };
        }

        var (offered, failure) = await OfferedAsync(filter, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        if (filter.IncludesAvailable)
        {
            var (list, refusal) = await _offeredLists.GetAsync(
                filter,
                inventory.Value,
                updates,
                catalogue.ChangedAt,
                most => Offered(filter, inventory.Value, offered, most, cancellationToken),
                cancellationToken);
            return list is null ? refusal : Answer(ListOf(list.Page, list.Total, filter, inventory.Value, age), list.Hold, null);
        }

        var (page, total) = filter.Apply(Installed(filter, inventory.Value, offered), patches.Versions);
        if (filter.IsFullInstalledList)
        {
            _serialized.Store(inventory.Value, updates, page);
        }

        return _held.TryHold(page, page.Count) is { } hold
            ? Answer(ListOf(page, total, filter, inventory.Value, age), hold, tag)
            : OfferedLists.Refusal;
    }

    private static ApiAnswer.Long Answer(PackageList list, IDisposable hold, string? tag) =>
        new(writer => PackageListWriter.Write(list, writer)) { EntityTag = tag, Hold = hold };

    private static List<Package> Installed(
        PackageFilter filter, InstalledInventory inventory, IReadOnlyDictionary<PackageKey, Patch> offered) =>
    [
        .. inventory.Packages.Where(p => filter.AcceptsName(p.Name))
            .Select(p => PackageItems.Installed(p, ReferenceEquals(inventory.Find(p.Key), p) ? offered.GetValueOrDefault(p.Key) : null)),
    ];

    /// <summary>Neither page nor failure: there are more items than may be built.</summary>
    private (IReadOnlyList<Package>? Page, int Total, ApiAnswer? Failure) Offered(
        PackageFilter filter,
        InstalledInventory inventory,
        IReadOnlyDictionary<PackageKey, Patch> offered,
        int most,
        CancellationToken cancellationToken)
    {
        var present = filter.IncludesInstalled ? Installed(filter, inventory, offered) : [];
        var newest = catalogue.Newest(
            key => filter.AcceptsName(key.Name) && inventory.Predecessor(key) is null,
            Math.Max(0, most - present.Count),
            cancellationToken);
        if (!newest.IsSuccess)
        {
            return (null, 0, ApiAnswer.Of(newest.Failure));
        }

        if (newest.Value.IsCut)
        {
            return (null, 0, null);
        }

        var (page, total) = filter.Apply(OfferedPage.Merge(present, newest.Value), patches.Versions);
        return (new OfferedPage(page), total, null);
    }

    public async ValueTask<ApiAnswer?> DetailAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var text = request.Values["name"];
        if (!NameRules.IsPackage(text))
        {
            return new InputFailure(ApiReason.ValidationError, "name", NameRules.PackageRule).Answer;
        }

        if (new QueryObject(request.Http.Query).Finish() is { } invalid)
        {
            return invalid.Answer;
        }

        var inventory = await installed.ForRequestAsync(cancellationToken);
        if (!inventory.IsSuccess)
        {
            return ApiAnswer.Of(inventory.Failure);
        }

        using var deadline = new Deadline(PackageLimits.QueryDeadline, time, cancellationToken);
        var spec = family.Parse(text);
        var name = spec.Name;
        var offered = await catalogue.VersionsAsync(name, deadline.Token);
        var versions = Sorted(spec, offered.Known, inventory.Value.Architecture);
        var present = Meant(spec, inventory.Value, versions);
        if (present is null && versions.Count == 0)
        {
            if ((catalogue.Unreadable() ?? offered.Failure?.Message) is { } problem)
            {
                return ApiAnswer.Refuse(
                    ApiReason.BackendUnavailable, $"{text} is not installed; whether it is offered is unknown: {problem}");
            }

            return ApiAnswer.Refuse(ApiReason.PackageNotFound, $"{text} is not installed, and no configured repository offers it");
        }

        var item = present is not null
            ? PackageItems.Installed(present, Known().GetValueOrDefault(present.Key))
            : PackageItems.Available(await CandidateAsync(name, versions, deadline.Token));
        var facts = present is null ? null : catalogue.Facts(present, deadline.Token);
        return ApiAnswer.Ok(PackageItems.Detail(item, facts, inventory.Value, versions), ApiJson.Write);
    }

    /// <summary>
    /// Returns the installed build that a name means: of a name without an architecture, no foreign build where a native one is offered.
    /// </summary>
    internal static InstalledPackage? Meant(PackageSpec spec, InstalledInventory installed, IReadOnlyList<AvailablePackage> offered)
    {
        var present = installed.Meant(spec).FirstOrDefault();
        return spec.Architecture is null && present is not null && installed.Architecture.IsForeign(present.Architecture)
            && offered.Any(o => !installed.Architecture.IsForeign(o.Architecture)) ? null : present;
    }

    /// <summary>Sorts the builds the name refers to first, then those of other architectures; keeps the order otherwise.</summary>
    private static List<AvailablePackage> Sorted(PackageSpec spec, IReadOnlyList<AvailablePackage> offered, HostArchitecture host)
    {
        var matching = offered.Where(v => v.Key.IsMeantBy(spec)).ToList();
        var meant = ArchitectureChoice.Of(spec, matching, v => v.Key, host).ToHashSet();
        return [.. matching.OrderBy(v => meant.Contains(v) ? 0 : 1)];
    }

    /// <summary>Returns the version that the package manager would install, whose preferences may rank a newer one lower.</summary>
    private async Task<AvailablePackage> CandidateAsync(
        string name, IReadOnlyList<AvailablePackage> versions, CancellationToken cancellationToken)
    {
        var same = versions.Where(v => v.Architecture == versions[0].Architecture).ToList();
        return same.Count > 1 && await catalogue.CandidateAsync(name, versions[0].Architecture, cancellationToken) is { } candidate
            ? same.FirstOrDefault(v => v.Version == candidate) ?? versions[0]
            : versions[0];
    }

    /// <summary>
    /// Returns the offered updates by installed package. A list of installed packages is answered without them while they are unknown; a
    /// list of upgradable packages must wait for them, because an empty one would be wrong.
    /// </summary>
    private async Task<(IReadOnlyDictionary<PackageKey, Patch> Offered, ApiAnswer? Failure)> OfferedAsync(
        PackageFilter filter, CancellationToken cancellationToken)
    {
        if (filter.NeedsUpdates)
        {
            var snapshot = await patches.ForRequestAsync(cancellationToken);
            if (!snapshot.IsSuccess)
            {
                return (new Dictionary<PackageKey, Patch>(), ApiAnswer.Of(snapshot.Failure));
            }
        }
        else
        {
            patches.InvalidateIfChanged();
        }

        return (Known(), null);
    }

    private PackageList ListOf(
        IReadOnlyList<Package> page, int total, PackageFilter filter, InstalledInventory inventory, RequestedAge age) => new(
        page,
        total,
        filter.Limit,
        filter.Offset,
        UtcTime.Of(inventory.ReadAt),
        UtcTime.Of(patches.MetadataRefreshedAt),
        IsStale(age),
        age.With(patches.ListWarnings));

    private bool IsStale(RequestedAge age) => installed.IsOutdated || patches.IsOutdated || age.IsStale;

    private Dictionary<PackageKey, Patch> Known() => patches.Latest is { } latest
        ? Patch.Of(latest, installed.Latest)
            .Select(p => (Key: installed.Latest?.Predecessor(p.Update.Key)?.Key ?? p.Update.Key, Patch: p))
            .DistinctBy(p => p.Key).ToDictionary(p => p.Key, p => p.Patch)
        : [];
}
