using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>
/// Plans installations of named packages: all or nothing, because a client that names a missing package wants to know before anything
/// changes.
/// </summary>
internal sealed partial class ChangePlanner
{
    private async Task<PackageResult<PreparedChange>> InstallAsync(
        InstallRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var targets = new List<AvailablePackage>();
        var skipped = new List<PackageChange>();
        var incomplete = new List<InstalledPackage>();
        foreach (var spec in request.Packages)
        {
            incomplete.AddRange(inventory.Matching(spec).Where(p => p.IsBroken));
            var target = await TargetAsync(spec, inventory, request.Options, cancellationToken);
            if (!target.IsSuccess)
            {
                return target.Failure;
            }

            if (target.Value is { Package: { } package })
            {
                targets.Add(package);
            }
            else if (target.Value.Skipped is { } skip)
            {
                skipped.Add(skip);
            }
        }

        if (targets.Count == 0)
        {
            return Nothing(inventory, skipped);
        }

        var transaction = new ChangeSet.Install([.. targets.Select(t => t.Id!)], request.Options.AllowDowngrade, request.Options.Reinstall);
        var wishes = new PlanWishes(request.Options, request.Packages, request.KeepsVital);
        return await GuardedAsync(
            transaction, [.. targets.Select(t => (t.Key, (string?)t.Version))], inventory, wishes, skipped, cancellationToken, incomplete);
    }

    /// <summary>Simulates the transaction, and refuses changes that were not requested.</summary>
    /// <param name="requested">The packages that the ids of the transaction stand for.</param>
    /// <param name="incomplete">Named packages that are partly installed. Where the simulation has no change for one, the package manager
    /// may do nothing and report success: in the plan it is judged like every other change.</param>
    private async Task<PackageResult<PreparedChange>> GuardedAsync(
        ChangeSet transaction,
        IReadOnlyList<(PackageKey Key, string? Version)> requested,
        InstalledInventory inventory,
        PlanWishes wishes,
        IReadOnlyList<PackageChange> skipped,
        CancellationToken cancellationToken,
        IReadOnlyList<InstalledPackage>? incomplete = null)
    {
        var changes = await SimulateAsync(transaction, inventory, cancellationToken);
        if (!changes.IsSuccess)
        {
            return changes.Failure;
        }

        var repaired = (incomplete ?? []).Where(m => !changes.Value.Any(c => c.Name == m.Name))
            .Select(m => new PackageChange(
                m.Name, m.Architecture, ChangeAction.Reinstall, m.Version, m.Version, ChangeOutcome.Planned, null));
        IReadOnlyList<PackageChange> all = [.. changes.Value, .. repaired];
        var failure = PlanGuard.Vital(changes.Value, !wishes.KeepsVital)
            ?? PlanGuard.ForeignBuilds(changes.Value, inventory, wishes.Names)
            ?? PlanGuard.Removals(changes.Value, _ => false, wishes.Options.Force)
            ?? PlanGuard.Downgrades(changes.Value, wishes.Options.AllowDowngrade)
            ?? PlanGuard.Holds(changes.Value, inventory, wishes.Options.Force)
            ?? PlanGuard.Missing(all, requested, inventory.Architecture);
        if (failure is not null)
        {
            return failure;
        }

        var warnings = changes.Value.Where(c => inventory.Predecessor(new PackageKey(c.Name, c.Architecture))?.Held ?? false)
            .Select(c => $"{c.Name} is held: the package manager may clear the hold; set it again on the host").ToList();
        return new PreparedChange(PlanOf(all, skipped, warnings), transaction, inventory);
    }

    private async Task<PackageResult<(AvailablePackage? Package, PackageChange? Skipped)>> TargetAsync(
        PackageSpec spec, InstalledInventory inventory, ChangeOptions options, CancellationToken cancellationToken)
    {
        if (spec.Version is { } version)
        {
            var same = inventory.Meant(spec)
                .FirstOrDefault(p => spec.Architecture is not null || !inventory.Architecture.IsForeign(p.Architecture));
            if (same?.Version == version && !same.IsBroken && !options.Reinstall)
            {
                return (null, Already(same));
            }

            var exact = await ExactAsync(spec with { Version = version }, inventory.Architecture, cancellationToken);
            return exact.IsSuccess ? (exact.Value, null) : exact.Failure;
        }

        var offered = await engine.ResolveAvailableAsync([spec.Name], cancellationToken);
        if (!offered.IsSuccess)
        {
            return offered.Failure.Code == JobErrorCode.PackageNotFound ? NotFound(spec.Text) : offered.Failure;
        }

        var builds = ArchitectureChoice.Of(spec, offered.Value, p => p.Key, inventory.Architecture);
        if (ArchitectureChoice.Ambiguous(builds, b => b.Key, inventory.Architecture) is { Count: > 0 } choice)
        {
            return OneOf(spec.Name, choice);
        }

        // The first of equal versions is the native one.
        var newest = builds.MaxBy(p => p.Version, patches.Versions);
        if (newest?.Id is null)
        {
            return NotFound(spec.Text);
        }

        var present = inventory.Predecessor(newest.Key);
        return present is { IsBroken: false } && present.Version == newest.Version && !options.Reinstall
            ? (null, Already(present))
            : (newest, null);
    }

    private static PackageChange Already(InstalledPackage present) =>
        PlanBuilder.Skip(present.Name, present.Architecture, present.Version, "already installed") with { Action = ChangeAction.Install };
}
