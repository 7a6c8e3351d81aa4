using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>Selects the updates of an apply, and explains which are left out. Pure.</summary>
/// <param name="Selected">To be simulated together.</param>
/// <param name="Skipped">Packages that were named or would have been selected, and are left out.</param>
/// <param name="Explicit">True when the client named packages or patches.</param>
internal sealed record PatchSelection(IReadOnlyList<UpdateCandidate> Selected, IReadOnlyList<PackageChange> Skipped, bool Explicit)
{
    public const string NotThere = "not installed, and no such patch is offered";

    private const string UnknownSeverity = "its severity is unknown: the distribution gives none, so min_severity cannot be met";

    private const string PartlyUnknown =
        "its severity is unknown in part: the distribution gives none for a fix in it, so that whether it meets min_severity is not known";

    /// <summary>The first requested update that is blocked although nobody chose to block it; null when there is none.</summary>
    public PackageFailure? Obstacle { get; private init; }

    /// <summary>Parts of the request that match nothing on this host, most often a misspelt name; a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <param name="request">The client's request.</param>
    /// <param name="updates">The offered updates.</param>
    /// <param name="advisory">Returns the advisory of an update, null for none: clients may name a patch by it.</param>
    /// <param name="installed">Explains why a named package is not offered.</param>
    /// <param name="known">What the list lacks; null when the selection is not carried out.</param>
    public static PatchSelection Of(
        ApplyRequest request,
        IReadOnlyList<UpdateCandidate> updates,
        Func<UpdateCandidate, string?> advisory,
        InstalledInventory installed,
        UpdatesSnapshot? known = null)
    {
        var explicitly = request.Packages is not null || request.Patches is not null;
        var selected = new List<UpdateCandidate>();
        var skipped = new List<PackageChange>();
        PackageFailure? obstacle = null;
        var named = explicitly ? Named(request, updates, advisory, installed) : null;
        foreach (var update in updates)
        {
            if (named?.Contains(update) == false)
            {
                continue;
            }

            switch (WhyLeftOut(request, update, installed.Terms))
            {
                case null:
                    selected.Add(update);
                    break;
                case { Silent: false } left:
                    skipped.Add(Skip(update, left.Reason, installed));
                    obstacle ??= left.Unwished ? Failure(update, left.Reason) : null;
                    break;
            }
        }

        IReadOnlyList<PackageChange> unmatched = [.. Unmatched(request, updates, advisory, installed, known)];
        skipped.AddRange(unmatched);
        obstacle ??= unmatched.Select(u => installed.Find(new PackageKey(u.Name, u.Architecture))).OfType<InstalledPackage>()
            .Where(p => NotOffered.IsHidden(p, known)).Select(NotOffered.Hidden).FirstOrDefault();
        return new PatchSelection(selected, skipped, explicitly)
        {
            Obstacle = obstacle,
            Warnings =
            [
                .. WarningsOf(
                    request, updates, installed, unmatched, skipped.Count(s => s.Reason is UnknownSeverity or PartlyUnknown)),
            ],
        };
    }

    private static PackageFailure Failure(UpdateCandidate update, string reason) => IsVital(update)
        ? new PackageFailure(JobErrorCode.PermissionDenied, $"{update.Name} {update.Version} cannot go in: {reason}", Retryable: false)
        {
            Block = BlockKind.Unknown,
            NeedsAdmin = true,
            Names = [update.Name],
        }
        : new PackageFailure(
            update.Blocked?.Kind == BlockKind.Unauthenticated ? JobErrorCode.SignatureError : JobErrorCode.DependencyConflict,
            update.Blocked is { } blocked
                ? $"{update.Name} {update.Version} cannot go in: {blocked.Text}"
                : $"{update.Name} {update.Version} is left out: {reason}",
            Retryable: false)
        { Block = update.Blocked?.Kind, Names = [update.Name] };

    private static bool IsVital(UpdateCandidate update) => ProtectedPackages.Contains(update.Name) && update.Blocked is null;

    private static IEnumerable<string> WarningsOf(
        ApplyRequest request,
        IReadOnlyList<UpdateCandidate> updates,
        InstalledInventory installed,
        IReadOnlyList<PackageChange> unmatched,
        int unknown)
    {
        foreach (var name in unmatched.Where(u => u.FromVersion is null))
        {
            yield return $"{name.Name}: {name.Reason}; check the name";
        }

        // An exclusion that matches nothing has no effect: "kernl*" does not exclude the kernel.
        foreach (var glob in request.Exclude.Distinct(StringComparer.Ordinal))
        {
            if (!updates.Any(u => Excludes(glob, u.Name, u.Architecture))
                && !installed.Packages.Any(p => Excludes(glob, p.Name, p.Architecture)))
            {
                yield return $"exclude: {glob} matches no installed package and no update; check the name";
            }
        }

        foreach (var repeated in Specs(request).GroupBy(s => s.Text, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"{repeated.Key}: named {repeated.Count()} times; it counts once";
        }

        if (request.RebootDelayAsked is { } asked)
        {
            yield return request.RebootDelayInMinutes
                ? $"options.reboot_delay_minutes: {asked} is out of range; {request.RebootDelaySeconds / 60} is used"
                : $"reboot_delay_seconds: {asked} is out of range; {request.RebootDelaySeconds} is used";
        }

        if (unknown > 0)
        {
            yield return $"min_severity leaves {unknown} updates out whose severity the distribution does not give";
        }
    }

    /// <summary>True when an exclusion means this package, with or without its architecture.</summary>
    public static bool Excludes(string glob, string name, string architecture) =>
        NameGlob.Matches(glob, name) || NameGlob.Matches(glob, $"{name}:{architecture}");

    /// <summary>Resolves the client's names: an id, an advisory, or a package, which may have its previous architecture.</summary>
    private static HashSet<UpdateCandidate> Named(
        ApplyRequest request, IReadOnlyList<UpdateCandidate> updates, Func<UpdateCandidate, string?> advisory, InstalledInventory installed)
    {
        var named = new HashSet<UpdateCandidate>(ReferenceEqualityComparer.Instance);
        foreach (var spec in Specs(request))
        {
            named.UnionWith(Meant(spec, updates, installed));
        }

        foreach (var name in request.Patches ?? [])
        {
            named.UnionWith(updates.Where(u => u.Id == name || advisory(u) == name));
        }

        return named;
    }

    /// <summary>Returns the named packages; a patch may be named by its package.</summary>
    private static IEnumerable<PackageSpec> Specs(ApplyRequest request) =>
        (request.Packages ?? []).Concat((request.Patches ?? []).Select(name => PackageSpec.Of(name)));

    private static IEnumerable<UpdateCandidate> Meant(
        PackageSpec spec, IReadOnlyList<UpdateCandidate> updates, InstalledInventory installed)
    {
        if (spec.Architecture is null)
        {
            // For a natively installed package, the name does not mean a foreign build's update, even when it is the only one.
            var meant = installed.Meant(spec);
            return ArchitectureChoice.Of(spec, updates, u => u.Key, installed.Architecture)
                .Where(u => meant.Count == 0 || installed.Predecessor(u.Key) is not { } previous || meant.Contains(previous));
        }

        return updates.Where(u => u.Key.IsMeantBy(spec) || (installed.Predecessor(u.Key)?.Key.IsMeantBy(spec) ?? false));
    }

    /// <summary>Silent: outside the selection, so there is nothing to report. Unwished: nobody chose to leave it out.</summary>
    private static (string Reason, bool Silent, bool Unwished)? WhyLeftOut(ApplyRequest request, UpdateCandidate update, PackageTerms terms)
    {
        if (request.SecurityOnly && !update.Security)
        {
            return ("not a security update", Silent: true, Unwished: false);
        }

        if (request.MinSeverity is { } least && (Severities.Rank(update.Severity) ?? 0) < Severities.Rank(least))
        {
            return update.Severity == Severities.Unknown ? (UnknownSeverity, Silent: false, Unwished: update.Security)
                : update.MayBeWorse ? (PartlyUnknown, Silent: false, Unwished: update.Security)
                : ("below min_severity", Silent: true, Unwished: false);
        }

        if (request.Exclude.FirstOrDefault(glob => Excludes(glob, update.Name, update.Architecture)) is { } pattern)
        {
            return ($"excluded by {pattern}", Silent: false, Unwished: false);
        }

        if (request.KeepsVital && ProtectedPackages.Contains(update.Name))
        {
            return ("this agent is it or stands on it: its update needs the admin role", Silent: false, Unwished: true);
        }

        if (update.Held)
        {
            return ($"{update.Blocked?.Text ?? "held"}; {terms.LiftHoldOf(update.Name)}", Silent: false, Unwished: false);
        }

        // When dependencies or an unknown reason block it, it is tried: the simulation decides. Of what is not listed it has.
        return update.Blocked is { } blocked && (!update.IsListed || blocked.Kind is not (BlockKind.Unknown or BlockKind.Conflicts))
            ? (blocked.Text, Silent: false, !blocked.IsIntended)
            : null;
    }

    private static PackageChange Skip(UpdateCandidate update, string reason, InstalledInventory installed) => new(
        update.Name,
        update.Architecture,
        ChangeAction.Upgrade,
        installed.Predecessor(update.Key)?.Version,
        update.Version,
        ChangeOutcome.Skipped,
        reason);

    private static IEnumerable<PackageChange> Unmatched(
        ApplyRequest request,
        IReadOnlyList<UpdateCandidate> updates,
        Func<UpdateCandidate, string?> advisory,
        InstalledInventory installed,
        UpdatesSnapshot? known)
    {
        foreach (var spec in Specs(request).DistinctBy(s => s.Text))
        {
            if (updates.Any(u => u.Id == spec.Text || advisory(u) == spec.Text) || Meant(spec, updates, installed).Any())
            {
                continue;
            }

            var present = installed.Meant(spec).FirstOrDefault();
            yield return present is null
                ? PlanBuilder.Skip(spec.Text, "", null, NotThere)
                : PlanBuilder.Skip(present.Name, present.Architecture, present.Version, NotOffered.Why(present, known));
        }
    }
}
