using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>Applying patches: what cannot go in is left out and reported, and never keeps the rest out.</summary>
internal sealed partial class ChangePlanner
{
    private async Task<PackageResult<PreparedChange>> ApplyAsync(ApplyRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
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

        var selection = PatchSelection.Of(request, known.Value.Updates, u => AdvisoryIds.Of(known.Value.Details.GetValueOrDefault(u.Id)), inventory);
        PackageFailure? down = null;
        PackageFailure? obstacle = null;
        var solver = new PartialSolver<UpdateCandidate, PreparedChange>(
            async updates =>
            {
                // What concerns the host or the package manager as a whole would be found again with every smaller set.
                if (down is not null)
                {
                    return new Trial<PreparedChange>(null, down.Message);
                }

                var trial = await TryAsync(updates, request, inventory, cancellationToken);
                down = trial.Failure is { ConcernsAll: true } failure ? failure : null;
                obstacle = updates.Count == 1 && trial.Failure?.Block is not (BlockKind.Phased or BlockKind.KeptBack) ? trial.Failure ?? obstacle : obstacle;
                return new Trial<PreparedChange>(trial.IsSuccess ? trial.Value : null, trial.Failure is { } why ? Words(why) : null);
            },
            PackageLimits.PartialSimulations);
        var prepared = await solver.SolveAsync(
            [.. selection.Selected.Where(u => u.Blocked is null)], [.. selection.Selected.Where(u => u.Blocked is not null)]);
        if (down is not null)
        {
            return down;
        }

        IReadOnlyList<PackageChange> skipped = [.. selection.Skipped, .. solver.LeftOut.Select(left => LeftOut(left.Item, left.Reason, inventory))];
        return prepared is null
            ? Nothing(inventory, skipped) with { Obstacle = obstacle ?? selection.Obstacle }
            : prepared with { Plan = PlanOf(prepared.Plan.Changes, skipped, prepared.Plan.Warnings) };
    }

    private async Task<PackageResult<PreparedChange>> TryAsync(
        IReadOnlyList<UpdateCandidate> updates, ApplyRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
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
            ?? PlanGuard.Removals(changes.Value, _ => false, force: false, PlanRemedies.Apply)
            ?? PlanGuard.Downgrades(changes.Value, allowed: false, PlanRemedies.ApplyDowngrade)
            ?? PlanGuard.Holds(changes.Value, inventory, force: false, PlanRemedies.Apply);
        return failure is null ? new PreparedChange(PlanOf(changes.Value, [], []), transaction, inventory) : failure;
    }

    /// <summary>One that was tried in vain. Pure.</summary>
    internal static PackageChange LeftOut(UpdateCandidate update, string reason, InstalledInventory inventory) => new(
        update.Name,
        update.Architecture,
        ChangeAction.Upgrade,
        inventory.Predecessor(update.Key)?.Version,
        update.Version,
        ChangeOutcome.Skipped,
        update.Blocked switch
        {
            { Kind: not BlockKind.Unknown } blocked => blocked.Text,
            // A list simulates nothing: it may say less than the plan, and never something else.
            { } unknown when Enum.GetValues<BlockKind>().Any(k => k != BlockKind.Unknown && reason.StartsWith(Blocked.WordOf(k) + ": ", StringComparison.Ordinal)) =>
                $"{reason} (the list says {unknown.Word}, for only a simulation tells)",
            { } unknown when !Enum.GetValues<BlockKind>().Any(k => reason.StartsWith(Blocked.WordOf(k) + ": ", StringComparison.Ordinal)) => $"{unknown.Word}: {reason}",
            _ => reason,
        });

    /// <summary>In the words of the list, where a guard found what keeps the packages out.</summary>
    private static string Words(PackageFailure failure) =>
        failure.Block is { } kind and not BlockKind.Unknown ? new Blocked(kind, failure.Message).Text : failure.Message;
}
