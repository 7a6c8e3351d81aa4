using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Repairs;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>
/// Plans the removal of one package. PackageKit up to 1.3.1 removes dependants even when told not to, so the simulation decides.
/// </summary>
internal sealed partial class ChangePlanner
{
    private async Task<PackageResult<PreparedChange>> RemoveAsync(
        RemoveRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var matching = inventory.Meant(request.Package);
        if (matching.Count == 0)
        {
            return new PackageFailure(JobErrorCode.PackageNotFound, $"{request.Package.Text} is not installed", Retryable: false);
        }

        if (matching.Count > 1)
        {
            return new PackageFailure(
                JobErrorCode.DependencyConflict, WhyNotOne(request.Package.Text, matching, inventory), Retryable: false);
        }

        var target = matching[0];
        var resolved = await engine.ResolveInstalledAsync([target.Name], cancellationToken);
        if (!resolved.IsSuccess)
        {
            return resolved.Failure;
        }

        var known = resolved.Value.FirstOrDefault(p => p.Key == target.Key)?.Id;
        if ((known ?? (target.IsBroken ? engine.PartialId(target) : null)) is not { } id)
        {
            return new PackageFailure(
                JobErrorCode.PackageNotFound, $"the package manager does not know {request.Package.Text} as installed", Retryable: true);
        }

        return await PlanRemovalAsync(request, target, id, inventory, cancellationToken);
    }

    /// <summary>A name chooses between architectures; between versions the API has none that does.</summary>
    private static string WhyNotOne(string asked, IReadOnlyList<InstalledPackage> matching, InstalledInventory inventory)
    {
        var keys = matching.Select(p => p.Key.Text).Distinct(StringComparer.Ordinal).ToList();
        if (keys.Count > 1)
        {
            return $"{asked} is installed more than once; name one of {string.Join(", ", keys)}";
        }

        var versions = string.Join(", ", matching.Select(p => p.Version));
        return $"{asked} is installed in several versions ({versions}), between which a name does not choose: "
            + (inventory.Duplicates.Any(p => p.Key == matching[0].Key)
                ? $"{Unfinished.DuplicatesRemedy(inventory.Terms)}, then remove it by its name"
                : $"remove one on the host by its version ({inventory.Terms.RemoveVersion})");
    }

    private async Task<PackageResult<PreparedChange>> PlanRemovalAsync(
        RemoveRequest request, InstalledPackage target, string id, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        // Without autoremove first: only then the list separates dependants from leftovers.
        var (ids, alone) = await SimulateRemovalAsync([id], inventory, cancellationToken);
        if (!alone.IsSuccess)
        {
            // An essential package: the package manager refuses, and does not always say which.
            return alone.Failure is { Code: JobErrorCode.DependencyConflict } refused
                && !refused.Message.Contains(target.Name, StringComparison.Ordinal)
                ? refused with { Message = $"{target.Name} cannot be removed: {refused.Message}" }
                : alone.Failure;
        }

        IReadOnlyList<(PackageKey, string?)> requested = [(target.Key, null)];
        var failure = PlanGuard.Vital(alone.Value, !request.KeepsVital)
            ?? PlanGuard.Removals(
                alone.Value, c => c.Name == target.Name && c.Architecture == target.Architecture, request.Force, PlanRemedies.Remove)
            ?? PlanGuard.Holds(alone.Value, inventory, request.Force, PlanRemedies.Remove)
            ?? PlanGuard.Missing(alone.Value, requested, inventory.Architecture);
        if (failure is not null)
        {
            return failure;
        }

        // The simulation above guards dependants: dnf's backends refuse the flag "without dependants".
        var transaction = new ChangeSet.Remove(ids, AllowDependents: true, request.AutoRemove);
        if (!request.AutoRemove)
        {
            return new PreparedChange(PlanOf(alone.Value, [], []), transaction, inventory);
        }

        var complete = await SimulateAsync(transaction, inventory, cancellationToken);
        if (!complete.IsSuccess)
        {
            return complete.Failure;
        }

        // Leftovers were not named: protected and held packages among them stay nevertheless.
        var more = PlanGuard.Missing(complete.Value, requested, inventory.Architecture)
            ?? PlanGuard.Vital(complete.Value, !request.KeepsVital)
            ?? PlanGuard.Holds(complete.Value, inventory, request.Force, PlanRemedies.Remove);
        return more is null ? new PreparedChange(PlanOf(complete.Value, [], []), transaction, inventory) : more;
    }

    /// <summary>
    /// Simulates a removal without leftovers. dnf5 shows nothing, and does nothing, for a package that others need: it removes these only
    /// when they are named too, so they are asked for and named.
    /// </summary>
    /// <returns>The ids to remove, and what would change.</returns>
    private async Task<(IReadOnlyList<string> Ids, PackageResult<IReadOnlyList<PackageChange>> Changes)> SimulateRemovalAsync(
        IReadOnlyList<string> ids, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var alone = await SimulateAsync(new ChangeSet.Remove(ids, AllowDependents: true, AutoRemove: false), inventory, cancellationToken);
        if (!alone.IsSuccess || alone.Value.Count > 0)
        {
            return (ids, alone);
        }

        var dependants = await engine.DependantsAsync(ids, cancellationToken);
        if (!dependants.IsSuccess || dependants.Value.Count == 0)
        {
            return (ids, dependants.IsSuccess ? alone : dependants.Failure);
        }

        IReadOnlyList<string> all = [.. ids, .. dependants.Value.Select(p => p.Id!)];
        return (all, await SimulateAsync(
            new ChangeSet.Remove(all, AllowDependents: true, AutoRemove: false), inventory, cancellationToken));
    }
}
