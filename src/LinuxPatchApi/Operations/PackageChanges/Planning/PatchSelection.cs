using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>Which updates an apply takes, and which it leaves out and why. Pure.</summary>
/// <param name="Selected">To be simulated together.</param>
/// <param name="Skipped">What was named or would have been taken, and is not.</param>
/// <param name="Explicit">Whether the client named packages or patches.</param>
internal sealed record PatchSelection(IReadOnlyList<UpdateCandidate> Selected, IReadOnlyList<PackageChange> Skipped, bool Explicit)
{
    /// <summary>The first of those that were wanted and are blocked, though nobody wished it; null when there is none.</summary>
    public PackageFailure? Obstacle { get; private init; }

    /// <param name="request">What the client asked for.</param>
    /// <param name="updates">What is offered.</param>
    /// <param name="advisory">The advisory an update belongs to, null for none: clients may name a patch by it.</param>
    /// <param name="installed">To tell why something that was named is not offered.</param>
    public static PatchSelection Of(
        ApplyRequest request, IReadOnlyList<UpdateCandidate> updates, Func<UpdateCandidate, string?> advisory, InstalledInventory installed)
    {
        var explicitly = request.Packages is not null || request.Patches is not null;
        var selected = new List<UpdateCandidate>();
        var skipped = new List<PackageChange>();
        UpdateCandidate? blocked = null;
        var named = explicitly ? Named(request, updates, advisory, installed) : null;
        foreach (var update in updates)
        {
            if (named?.Contains(update) == false)
            {
                continue;
            }

            switch (Left(request, update))
            {
                case null:
                    selected.Add(update);
                    break;
                case { Silent: false } left:
                    skipped.Add(Skip(update, left.Reason, installed));
                    blocked ??= left.Unwished ? update : null;
                    break;
            }
        }

        skipped.AddRange(Unmatched(request, updates, advisory, installed));
        return new PatchSelection(selected, skipped, explicitly) { Obstacle = blocked is null ? null : Failure(blocked) };
    }

    private static PackageFailure Failure(UpdateCandidate update) => new(
        update.Blocked?.Kind == BlockKind.Unauthenticated ? JobErrorCode.SignatureError : JobErrorCode.DependencyConflict,
        $"{update.Name} {update.Version} cannot go in: {update.Blocked?.Detail}",
        Retryable: false)
    { Block = update.Blocked?.Kind };

    /// <summary>What the client's words mean: an id or an advisory, or a package, whose former architecture may be named as well.</summary>
    private static HashSet<UpdateCandidate> Named(
        ApplyRequest request, IReadOnlyList<UpdateCandidate> updates, Func<UpdateCandidate, string?> advisory, InstalledInventory installed)
    {
        var named = new HashSet<UpdateCandidate>(ReferenceEqualityComparer.Instance);
        foreach (var spec in Specs(request))
        {
            named.UnionWith(Meant(spec, updates, installed));
        }

        foreach (var word in request.Patches ?? [])
        {
            named.UnionWith(updates.Where(u => u.Id == word || advisory(u) == word));
        }

        return named;
    }

    /// <summary>The packages that are named; a patch may be named by its package.</summary>
    private static IEnumerable<PackageSpec> Specs(ApplyRequest request) => (request.Packages ?? []).Concat((request.Patches ?? []).Select(word => PackageSpec.Of(word)));

    private static IEnumerable<UpdateCandidate> Meant(PackageSpec spec, IReadOnlyList<UpdateCandidate> updates, InstalledInventory installed)
    {
        if (spec.Architecture is null)
        {
            // Of a package that is installed natively, a foreign build's update is not what the name means, even when it is the only one.
            var meant = installed.Meant(spec);
            return ArchitectureChoice.Of(spec, updates, u => u.Key, installed.Architecture)
                .Where(u => meant.Count == 0 || installed.Predecessor(u.Key) is not { } former || meant.Contains(former));
        }

        return updates.Where(u => u.Key.IsMeantBy(spec) || (installed.Predecessor(u.Key)?.Key.IsMeantBy(spec) ?? false));
    }

    /// <summary>Silent: outside of what was asked for, so there is nothing to report. Unwished: nobody wanted it to be left out.</summary>
    private static (string Reason, bool Silent, bool Unwished)? Left(ApplyRequest request, UpdateCandidate update)
    {
        if (request.SecurityOnly && !update.Security)
        {
            return ("not a security update", Silent: true, Unwished: false);
        }

        if (request.MinSeverity is { } least && (Severities.Rank(update.Severity) ?? 0) < Severities.Rank(least))
        {
            return update.Severity == Severities.Unknown
                ? ("its severity is unknown: the distribution gives none, so min_severity cannot be met", Silent: false, Unwished: false)
                : ("below min_severity", Silent: true, Unwished: false);
        }

        if (request.Exclude.FirstOrDefault(glob => NameGlob.Matches(glob, update.Name) || NameGlob.Matches(glob, $"{update.Name}:{update.Architecture}")) is { } pattern)
        {
            return ($"excluded by {pattern}", Silent: false, Unwished: false);
        }

        if (request.KeepsVital && ProtectedPackages.Contains(update.Name))
        {
            return ("this agent is it or stands on it: its update needs the admin role", Silent: false, Unwished: false);
        }

        if (update.Held)
        {
            return ("held: lift the hold on the host, or name it in PUT /packages/{name} with options.force", Silent: false, Unwished: false);
        }

        // Where dependencies or nobody knows what keep it out, it is tried: the simulation is the truth.
        return update.Blocked is { Kind: not (BlockKind.Unknown or BlockKind.Conflicts) } blocked ? (blocked.Text, Silent: false, !blocked.IsWished) : null;
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
        ApplyRequest request, IReadOnlyList<UpdateCandidate> updates, Func<UpdateCandidate, string?> advisory, InstalledInventory installed)
    {
        foreach (var spec in Specs(request).DistinctBy(s => s.Text))
        {
            if (updates.Any(u => u.Id == spec.Text || advisory(u) == spec.Text) || Meant(spec, updates, installed).Any())
            {
                continue;
            }

            var present = installed.Meant(spec).FirstOrDefault();
            yield return present is null
                ? PlanBuilder.Skip(spec.Text, "", null, "not installed, and no such patch is offered")
                : PlanBuilder.Skip(present.Name, present.Architecture, present.Version, "no update is offered: it is at its newest version");
        }
    }
}
