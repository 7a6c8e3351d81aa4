using System.Collections.Concurrent;
using LinuxPatchApi.Packages.Advisories;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>
/// Completes the list of an engine that lists a solution: what cannot go in has no row there, and an update over several advisories has
/// the kind and the severity of the last one. The engine has every version, and what each advisory fixes, when asked by name; not how
/// severe that is.
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
    private DatabaseStamp? _stamp;
    private HashSet<string> _ids = [];

    /// <summary>
    /// Returns the listed updates, as security updates where they contain a security fix that the host lacks, with the newest versions
    /// that are not listed; and the names that any repository offers.
    /// </summary>
    /// <param name="stamp">Of the package database: the reasons found for another state do not count.</param>
    public async Task<PackageResult<CompletedList>> CompleteAsync(
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
        var overtaken = new Dictionary<UpdateCandidate, UpdateCandidate>(ReferenceEqualityComparer.Instance);
        foreach (var gap in lacking.Where(g => g.Listed is not null))
        {
            overtaken[gap.Listed!] = WithFixes(gap.Listed!, gap.Versions, fixes.Value);
        }

        List<UpdateCandidate> all = [.. listed.Select(u => overtaken.GetValueOrDefault(u) ?? u)];
        foreach (var gap in gaps.Where(g => g.Listed is null))
        {
            var newest = Unlisted(gap.Versions.MaxBy(v => v.Version, versions)!, isSecurity: false);
            all.Add(lacking.Contains(gap) ? WithFixes(newest with { Kind = "security" }, gap.Versions, fixes.Value) : newest);
        }

        var ids = all.Select(u => u.Id).ToHashSet(StringComparer.Ordinal);
        if (_stamp != stamp || !_ids.SetEquals(ids))
        {
            _reasons.Clear();
            (_stamp, _ids) = (stamp, ids);
        }

        return new CompletedList([.. all.Select(WithReason)], offered.Select(o => o.Name).ToHashSet(StringComparer.Ordinal));
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
            // As an installation: of an update that cannot go in, PackageKit's dnf backend simulates nothing, and calls it a success.
            var install = new ChangeSet.Install([update.Id], AllowDowngrade: false, Reinstall: false);
            var simulated = await engine.SimulateAsync(install, cancellationToken);
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
    /// Returns an update as a security update with the fixes that it has overtaken. How severe these are only the advisories on disk tell
    /// (<see cref="UpdateAdvice"/>). Pure.
    /// </summary>
    /// <param name="fixes">The ids of the versions that are security fixes.</param>
    private static UpdateCandidate WithFixes(UpdateCandidate update, IReadOnlyList<AvailablePackage> overtaken, IReadOnlySet<string> fixes)
    {
        var own = update.Security ? update.Severity : null;
        var (severity, mayBeWorse) = Severities.Together(own is null ? [Severities.Unknown] : [Severities.Unknown, own]);
        return update with
        {
            Security = true,
            Severity = severity,
            MayBeWorse = mayBeWorse,
            OvertakenFixes = [.. overtaken.Where(v => fixes.Contains(v.Id!)).Select(v => v.Version).Distinct()],
            OwnSeverity = own,
        };
    }

    /// <summary>
    /// Returns, for each listed update that is not a critical security update, the versions below it; and for each package with a version
    /// above the listed or else the installed one, these versions. Pure.
    /// </summary>
    private List<Gap> Gaps(IReadOnlyList<UpdateCandidate> listed, IReadOnlyList<AvailablePackage> offered, InstalledInventory present)
    {
        // Loops where LINQ over keys that are values would add as many kilobytes to the binary.
        var shown = new Dictionary<PackageKey, UpdateCandidate>();
        foreach (var update in listed)
        {
            if (present.Predecessor(update.Key) is { } current
                && (!shown.TryGetValue(current.Key, out var other) || versions.Compare(update.Version, other.Version) > 0))
            {
                shown[current.Key] = update;
            }
        }

        var (below, above) = (new Dictionary<PackageKey, List<AvailablePackage>>(), new Dictionary<PackageKey, List<AvailablePackage>>());
        foreach (var offer in offered)
        {
            if (present.Predecessor(offer.Key) is { } current && versions.Compare(offer.Version, current.Version) > 0)
            {
                var update = shown.GetValueOrDefault(current.Key);
                var order = update is null ? 1 : versions.Compare(offer.Version, update.Version);
                if (order > 0 || (order < 0 && update is not { Security: true, Severity: "critical" }))
                {
                    var side = order > 0 ? above : below;
                    (side.TryGetValue(current.Key, out var known) ? known : side[current.Key] = []).Add(offer);
                }
            }
        }

        List<Gap> gaps = [];
        foreach (var (key, offers) in below)
        {
            gaps.Add(new Gap(shown[key], offers));
        }

        foreach (var (_, offers) in above)
        {
            gaps.Add(new Gap(null, offers));
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

/// <summary>The list of an engine with what it leaves out.</summary>
/// <param name="Offered">Names that any repository offers.</param>
internal sealed record CompletedList(IReadOnlyList<UpdateCandidate> Updates, IReadOnlySet<string> Offered);
