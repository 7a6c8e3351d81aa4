using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>
/// Plans applies: packages that cannot be updated are left out and reported, and never block the others. Where the package manager updates
/// as a whole, its one plan stands for every selection.
/// </summary>
internal sealed partial class ChangePlanner
{
    private async Task<PackageResult<PreparedChange>> ApplyAsync(
        ApplyRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        if (request is { Packages: null or [], Patches: null or [] } and not { Packages: null, Patches: null })
        {
            return Nothing(inventory, []); // An empty list means nothing, never everything.
        }

        var known = await patches.ReadAsync(cancellationToken);
        if (!known.IsSuccess)
        {
            return known.Failure;
        }

        var selection = PatchSelection.Of(
            request, known.Value.Updates, u => AdvisoryIds.Of(known.Value.Details.GetValueOrDefault(u.Id)), inventory, known.Value);
        IReadOnlyList<string> warnings = [.. selection.Warnings, .. known.Value.Warnings];
        PackageFailure? down = null;
        PackageFailure? obstacle = null;
        var solver = new PartialSolver<UpdateCandidate, PreparedChange>(
            async updates =>
            {
                // A failure of the host or the package manager would repeat with every smaller set, and so would any failure of a family
                // that updates as a whole.
                if (down is not null)
                {
                    return new Trial<PreparedChange>(null, new Obstacle(null, down.Message));
                }

                var trial = await TryAsync(updates, known.Value.Updates, request, inventory, cancellationToken);
                down = trial.Failure is { } failure && (failure.ConcernsAll || family.UpdatesAsAWhole) ? failure : null;
                obstacle = updates.Count == 1 && trial.Failure?.Block is not (BlockKind.Phased or BlockKind.KeptBack)
                    ? trial.Failure ?? obstacle
                    : obstacle;
                return new Trial<PreparedChange>(
                    trial.IsSuccess ? trial.Value : null, trial.Failure is { } failed ? Obstacle.Of(failed) : null);
            },
            PackageLimits.PartialSimulations)
        {
            NameOf = u => u.Name,
            Needing = names => DependantsAsync(names, inventory, cancellationToken),
        };
        var prepared = await solver.SolveAsync(
            [
                .. selection.Selected.Where(u => u is { Blocked: null, Security: true }),
                .. selection.Selected.Where(u => u is { Blocked: null, Security: false }),
            ],
            [.. selection.Selected.Where(u => u.Blocked is not null)]);
        if (down is not null)
        {
            return down;
        }

        if (NotTried(solver.LeftOut) is { } notTried)
        {
            warnings = [.. warnings, notTried.Message];
            obstacle ??= notTried;
        }

        IReadOnlyList<PackageChange> skipped =
            [.. selection.Skipped, .. solver.LeftOut.Select(left => LeftOut(left.Item, left.Obstacle, inventory))];
        return prepared is null
            ? Nothing(inventory, skipped, warnings) with { Obstacle = obstacle ?? selection.Obstacle }
            : prepared with { Plan = PlanOf(prepared.Plan.Changes, skipped, [.. prepared.Plan.Warnings, .. warnings]) };
    }

    /// <summary>What is not known to be impossible is no part of "nothing to do", and is told where something was done.</summary>
    private static PackageFailure? NotTried(IEnumerable<(UpdateCandidate Item, Obstacle Obstacle)> leftOut)
    {
        var names = leftOut.Where(l => l.Obstacle == Obstacle.NotTried).Select(l => l.Item.Name).ToList();
        return names.Count == 0
            ? null
            : new PackageFailure(
                JobErrorCode.DependencyConflict,
                $"{names.Count} updates were not tried ({names[0]}{(names.Count > 1 ? " and others" : "")}), for too many others cannot go "
                    + "in with them: apply them by name",
                Retryable: false)
            { Block = BlockKind.Unknown, Names = names };
    }

    /// <summary>Returns which packages need one of these, as they are installed; empty when that is not known.</summary>
    private async Task<IReadOnlyList<string>> DependantsAsync(
        IReadOnlyList<string> names, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var present = await engine.ResolveInstalledAsync([.. names.Where(n => inventory.Named(n).Any())], cancellationToken);
        if (!present.IsSuccess || present.Value.Count == 0)
        {
            return [];
        }

        var dependants = await engine.DependantsAsync([.. present.Value.Select(p => p.Id).OfType<string>()], cancellationToken);
        return dependants.IsSuccess ? [.. dependants.Value.Select(p => p.Name)] : [];
    }

    private async Task<PackageResult<PreparedChange>> TryAsync(
        IReadOnlyList<UpdateCandidate> updates,
        IReadOnlyList<UpdateCandidate> offered,
        ApplyRequest request,
        InstalledInventory inventory,
        CancellationToken cancellationToken)
    {
        var transaction = new ChangeSet.Update([.. updates.Select(u => u.Id)]);
        var changes = await SimulateAsync(transaction, inventory, cancellationToken);
        if (!changes.IsSuccess)
        {
            return changes.Failure;
        }

        var named = new PlanWishes(ChangeOptions.None, request.Packages ?? [], request.KeepsVital);
        var failure = PlanGuard.Missing(changes.Value, [.. updates.Select(u => (u.Key, (string?)u.Version))], inventory.Architecture)
            ?? PlanGuard.Vital(changes.Value, !request.KeepsVital)
            ?? PlanGuard.ForeignBuilds(changes.Value, inventory, named.Names)
            ?? PlanGuard.Exclusions(
                changes.Value, c => request.Exclude.Any(glob => PatchSelection.Excludes(glob, c.Name, c.Architecture)))
            ?? PlanGuard.Removals(changes.Value, _ => family.UpdatesAsAWhole, force: false, inventory.Terms.BeyondApply)
            ?? PlanGuard.Downgrades(changes.Value, allowed: false, inventory.Terms.DowngradeBeyondApply)
            ?? PlanGuard.Holds(changes.Value, inventory, force: false, inventory.Terms.BeyondApply)
            ?? PlanGuard.KeptOut(changes.Value, [.. offered.Except(updates)]);
        if (failure is not null)
        {
            return failure;
        }

        var unconfirmed = PlanGuard.Removals(changes.Value, _ => false, force: false, PlanRemedies.ApplyWhole);
        IReadOnlyList<string> warnings = unconfirmed is null ? [] : [PlanRemedies.Removing(unconfirmed.Names)];
        return new PreparedChange(PlanOf(changes.Value, [], warnings), transaction, inventory)
        {
            Unconfirmed = unconfirmed,
        };
    }

    /// <summary>Returns the change of an update that was tried without success. Pure.</summary>
    internal static PackageChange LeftOut(UpdateCandidate update, Obstacle obstacle, InstalledInventory inventory) => new(
        update.Name,
        update.Architecture,
        ChangeAction.Upgrade,
        inventory.Predecessor(update.Key)?.Version,
        update.Version,
        ChangeOutcome.Skipped,
        update.Blocked switch
        {
            { Kind: not BlockKind.Unknown } blocked => blocked.Text,
            // A list simulates nothing: it may say less than the plan, but never contradict it.
            { } unknown => obstacle.Kind is null
                ? $"{unknown.WireName}: {obstacle.Detail}"
                : $"{obstacle.Text} (the list says {unknown.WireName}, for only a simulation tells)",
            null => obstacle.Text,
        });
}
