using System.Collections.Concurrent;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// Completes the list of an engine that lists a solution: what cannot go in has no row there, and an update over several advisories has
/// the kind of the last one. The engine has every version, and what each advisory fixes, when asked by name; not how severe that is.
/// </summary>
internal sealed class UnlistedUpdates(IPackageEngine engine, IComparer<string> versions)
{
    /// <summary>Until the package manager has been asked, which takes it a second for each.</summary>
    public static readonly Blocked Unexplained =
        new(BlockKind.Unknown, "the package manager leaves it out of what it would install, and has not been asked why yet");

    private static readonly Blocked TooMany = Unexplained with
    {
        Detail = "the package manager leaves it out of what it would install; with so many such updates it is not asked why for each",
    };

    private readonly ConcurrentDictionary<string, Blocked> _reasons = new(StringComparer.Ordinal);
    private (DatabaseStamp? Stamp, HashSet<string> Ids) _basis = (null, []);

    /// <summary>
    /// Returns the listed updates, as security updates where they contain a security fix that the host lacks, with the newest versions
    /// that are not listed; and the names that any repository offers.
    /// </summary>
    /// <param name="stamp">Of the package database: the reasons found for another state do not count.</param>
    public async Task<PackageResult<(IReadOnlyList<UpdateCandidate> Updates, IReadOnlySet<string> Offered)>> CompleteAsync(
        IReadOnlyList<UpdateCandidate> listed, InstalledInventory present, DatabaseStamp? stamp, CancellationToken cancellationToken)
    {
        var offered = new List<AvailablePackage>();
        foreach (var names in present.Packages.Select(p => p.Name).Distinct(StringComparer.Ordinal).Chunk(PackageLimits.ResolveBatch))
        {
            var found = await engine.ResolveAvailableAsync(names, cancellationToken);
            if (!found.IsSuccess)
            {
                return found.Failure; // Without them the list would lack the blocked updates, and call itself complete.
            }

            offered.AddRange(found.Value.Where(o => o is { Id: not null, Repository: not null }));
        }

        var gaps = Gaps(listed, offered, present);
        var fixes = await SecurityAsync([.. gaps.SelectMany(g => g.Versions).Select(v => v.Id!).Distinct()], cancellationToken);
        if (!fixes.IsSuccess)
        {
            return fixes.Failure;
        }

        var lacking = gaps.Where(g => g.Versions.Any(v => fixes.Value.Contains(v.Id!))).ToList();
        var overtaken = lacking.Select(g => g.Listed).OfType<UpdateCandidate>().ToHashSet(ReferenceEqualityComparer.Instance);
        List<UpdateCandidate> all = [.. listed.Select(u => overtaken.Contains(u) ? u with { Security = true } : u)];
        all.AddRange(gaps.Where(g => g.Listed is null)
            .Select(g => Unlisted(g.Versions.MaxBy(v => v.Version, versions)!, lacking.Contains(g))));

        var ids = all.Select(u => u.Id).ToHashSet(StringComparer.Ordinal);
        if (_basis.Stamp != stamp || !_basis.Ids.SetEquals(ids))
        {
            _reasons.Clear();
            _basis = (stamp, ids);
        }

        return ([.. all.Select(WithReason)], offered.Select(o => o.Name).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Asks the package manager why updates are not in its list, security updates first.</summary>
    /// <returns>False when it did not answer for all of them.</returns>
    public async Task<bool> ExplainAsync(IReadOnlyList<UpdateCandidate> updates, CancellationToken cancellationToken)
    {
        var waiting = updates.Where(u => u.Blocked == Unexplained).OrderByDescending(u => u.Security).ToList();
        foreach (var update in waiting.Skip(PackageLimits.ExplainedUpdates))
        {
            _reasons[update.Id] = TooMany;
        }

        foreach (var update in waiting.Take(PackageLimits.ExplainedUpdates))
        {
            var simulated = await engine.SimulateAsync(new ChangeSet.Update([update.Id]), cancellationToken);
            if (simulated is { IsSuccess: false, Failure.ConcernsAll: true })
            {
                return false;
            }

            _reasons[update.Id] = Judge(update, simulated);
        }

        return true;
    }

    /// <summary>Returns the update with its reason as far as it is known by now.</summary>
    public UpdateCandidate WithReason(UpdateCandidate update) =>
        update.Blocked == Unexplained && _reasons.TryGetValue(update.Id, out var reason) ? update with { Blocked = reason } : update;

    /// <summary>What keeps an update out, by the simulation of it alone. Pure.</summary>
    public static Blocked Judge(UpdateCandidate update, PackageResult<IReadOnlyList<SimulatedChange>> simulated)
    {
        if (!simulated.IsSuccess)
        {
            var failure = simulated.Failure;
            return new Blocked(
                failure.Block ?? failure.Code switch
                {
                    Jobs.Model.JobErrorCode.DependencyConflict => BlockKind.Conflicts,
                    Jobs.Model.JobErrorCode.SignatureError => BlockKind.Unauthenticated,
                    _ => BlockKind.Unknown,
                },
                failure.Message);
        }

        var removed = simulated.Value.Where(c => c.Kind == SimulatedKind.Remove && c.Name != update.Name).Select(c => c.Name).ToList();
        return !simulated.Value.Any(c => c.Name == update.Name && c.Version == update.Version)
                ? new Blocked(BlockKind.Unknown, "the package manager would leave it as it is: it may lack what it needs, or is locked")
            : removed.Count > 0
                ? new Blocked(BlockKind.Conflicts, $"it would also remove {string.Join(", ", removed)}")

                // A repository's priority, or a package that takes its place.
                : new Blocked(BlockKind.Pinned, "it could go in alone, but the package manager prefers another state by its settings");
    }

    /// <summary>
    /// Returns, for each listed update that is not a security update, the versions below it; and for each package with a version above the
    /// listed or else the installed one, these versions. Pure.
    /// </summary>
    private List<Gap> Gaps(IReadOnlyList<UpdateCandidate> listed, IReadOnlyList<AvailablePackage> offered, InstalledInventory present)
    {
        var shown = listed.Select(u => (Update: u, present.Predecessor(u.Key)?.Key)).Where(u => u.Key is not null)
            .GroupBy(u => u.Key!.Value).ToDictionary(g => g.Key, g => g.MaxBy(u => u.Update.Version, versions).Update);
        var gaps = new List<Gap>();
        foreach (var newer in offered.Select(o => (Offer: o, Present: present.Predecessor(o.Key)))
            .Where(o => o.Present is { } p && versions.Compare(o.Offer.Version, p.Version) > 0).GroupBy(o => o.Present!.Key))
        {
            var update = shown.GetValueOrDefault(newer.Key);
            var above = newer.Select(o => o.Offer)
                .ToLookup(o => update is null ? 1 : Math.Sign(versions.Compare(o.Version, update.Version)));
            if (update is { Security: false } && above[-1].Any())
            {
                gaps.Add(new Gap(update, [.. above[-1]]));
            }

            if (above[1].Any())
            {
                gaps.Add(new Gap(null, [.. above[1]]));
            }
        }

        return gaps;
    }

    /// <summary>Returns those of these versions whose advisory is about security.</summary>
    private async Task<PackageResult<HashSet<string>>> SecurityAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var batch in ids.Chunk(PackageLimits.AdvisoryBatch))
        {
            var details = await engine.UpdateDetailsAsync(batch, cancellationToken);
            if (!details.IsSuccess)
            {
                return details.Failure;
            }

            found.UnionWith(details.Value.Where(AdvisoryIds.IsSecurity).Select(d => d.Id));
        }

        return found;
    }

    private static UpdateCandidate Unlisted(AvailablePackage offer, bool isSecurity) => new(
        offer.Id!,
        offer.Name,
        offer.Architecture,
        offer.Version,
        offer.Repository,
        offer.Summary,
        isSecurity ? "security" : "unknown",
        isSecurity,
        Severities.Unknown,
        Held: false)
    { Blocked = Unexplained, IsListed = false };

    /// <param name="Listed">Null for versions above all that is listed.</param>
    private sealed record Gap(UpdateCandidate? Listed, IReadOnlyList<AvailablePackage> Versions);
}
