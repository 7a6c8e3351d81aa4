using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Backends;
using LinuxPatchApi.Packages.Dpkg;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Installing named packages: all or nothing, since a client that names one that does not exist wants to know before anything happens.</summary>
internal sealed partial class ChangePlanner
{
    private async Task<PackageResult<PreparedChange>> InstallAsync(InstallRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var skipped = new List<PackageChange>();
        var mend = new List<InstalledPackage>();
        foreach (var spec in request.Packages)
        {
            mend.AddRange(inventory.Matching(spec.Name).Where(p => p.IsBroken));
            var target = await TargetAsync(spec, inventory, request.Options, cancellationToken).ConfigureAwait(false);
            if (!target.IsSuccess)
            {
                return target.Failure;
            }

            if (target.Value is { Id: { } id })
            {
                ids.Add(id);
            }
            else if (target.Value.Skipped is { } skip)
            {
                skipped.Add(skip);
            }
        }

        if (ids.Count == 0)
        {
            return Nothing(inventory, skipped);
        }

        var transaction = new ChangeSet.Install(ids, request.Options.AllowDowngrade, request.Options.Reinstall);
        return await GuardedAsync(transaction, inventory, request.Options, skipped, cancellationToken, mend).ConfigureAwait(false);
    }

    /// <summary>Simulates, and refuses what was not asked for.</summary>
    /// <param name="mend">Named and installed in part. Where the simulation has no change for one, the package manager may do nothing and tell
    /// success: in the plan it is judged like every other change.</param>
    private async Task<PackageResult<PreparedChange>> GuardedAsync(
        ChangeSet transaction,
        InstalledInventory inventory,
        ChangeOptions options,
        IReadOnlyList<PackageChange> skipped,
        CancellationToken cancellationToken,
        IReadOnlyList<InstalledPackage>? mend = null)
    {
        var changes = await SimulateAsync(transaction, inventory, cancellationToken).ConfigureAwait(false);
        if (!changes.IsSuccess)
        {
            return changes.Failure;
        }

        var failure = PlanGuard.Removals(changes.Value, _ => false, options.Force)
            ?? PlanGuard.Downgrades(changes.Value, options.AllowDowngrade)
            ?? PlanGuard.Holds(changes.Value, inventory, options.Force);
        if (failure is not null)
        {
            return failure;
        }

        var warnings = changes.Value.Where(c => inventory.Predecessor(new PackageKey(c.Name, c.Architecture))?.Held ?? false)
            .Select(c => $"{c.Name} is held: the package manager may clear the hold; set it again on the host").ToList();
        var mended = (mend ?? []).Where(m => !changes.Value.Any(c => c.Name == m.Name))
            .Select(m => new PackageChange(m.Name, m.Architecture, ChangeAction.Reinstall, m.Version, m.Version, ChangeOutcome.Planned, null));
        return new PreparedChange(PlanOf([.. changes.Value, .. mended], skipped, warnings), transaction, inventory);
    }

    private async Task<PackageResult<(string? Id, PackageChange? Skipped)>> TargetAsync(
        PackageSpec spec, InstalledInventory inventory, ChangeOptions options, CancellationToken cancellationToken)
    {
        var (name, architecture) = Split(spec.Name);
        var present = inventory.Matching(spec.Name).FirstOrDefault();
        if (spec.Version is { } version)
        {
            if (present?.Version == version && !present.IsBroken && !options.Reinstall)
            {
                return (null, Already(present));
            }

            var exact = await ExactIdAsync(name, architecture, version, cancellationToken).ConfigureAwait(false);
            return exact.IsSuccess ? (exact.Value, null) : exact.Failure;
        }

        var offered = await backend.ResolveAvailableAsync([name], cancellationToken).ConfigureAwait(false);
        if (!offered.IsSuccess)
        {
            return offered.Failure.Code == JobErrorCode.PackageNotFound ? NotFound(spec.Name) : offered.Failure;
        }

        var newest = offered.Value.Where(p => p.Key.Matches(spec.Name)).MaxBy(p => p.Version, DebianVersion.Order);
        if (newest?.Id is not { } id)
        {
            return NotFound(spec.Name);
        }

        return present is { IsBroken: false } && present.Version == newest.Version && !options.Reinstall ? (null, Already(present)) : (id, null);
    }

    private static PackageChange Already(InstalledPackage present) =>
        PlanBuilder.Skip(present.Name, present.Architecture, present.Version, "already installed") with { Action = ChangeAction.Install };
}
