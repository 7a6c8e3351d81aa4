using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>Removing one package. PackageKit up to 1.3.1 removes dependants although told not to, so the simulation decides.</summary>
internal sealed partial class ChangePlanner
{
    private async Task<PackageResult<PreparedChange>> RemoveAsync(RemoveRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var matching = inventory.Meant(request.Package);
        if (matching.Count == 0)
        {
            return new PackageFailure(JobErrorCode.PackageNotFound, $"{request.Package.Text} is not installed", Retryable: false);
        }

        if (matching.Count > 1)
        {
            var names = string.Join(", ", matching.Select(p => p.Key.Text));
            return new PackageFailure(JobErrorCode.DependencyConflict, $"{request.Package.Text} is installed more than once; name one of {names}", Retryable: false);
        }

        var target = matching[0];
        var resolved = await backend.ResolveInstalledAsync([target.Name], cancellationToken);
        if (!resolved.IsSuccess)
        {
            return resolved.Failure;
        }

        if (resolved.Value.FirstOrDefault(p => p.Key == target.Key)?.Id is not { } id)
        {
            return new PackageFailure(JobErrorCode.PackageNotFound, $"the package manager does not know {request.Package.Text} as installed", Retryable: true);
        }

        return await PlanRemovalAsync(request, target, id, inventory, cancellationToken);
    }

    private async Task<PackageResult<PreparedChange>> PlanRemovalAsync(
        RemoveRequest request, InstalledPackage target, string id, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        // Without autoremove first: only then the list tells dependants from leftovers.
        var alone = await SimulateAsync(new ChangeSet.Remove([id], AllowDependents: true, AutoRemove: false), inventory, cancellationToken);
        if (!alone.IsSuccess)
        {
            // An essential package: the package manager refuses, and does not always say which.
            return alone.Failure is { Code: JobErrorCode.DependencyConflict } refused && !refused.Message.Contains(target.Name, StringComparison.Ordinal)
                ? refused with { Message = $"{target.Name} cannot be removed: {refused.Message}" }
                : alone.Failure;
        }

        IReadOnlyList<(PackageKey, string?)> asked = [(target.Key, null)];
        var failure = PlanGuard.Vital(alone.Value, !request.KeepsVital)
            ?? PlanGuard.Removals(alone.Value, c => c.Name == target.Name && c.Architecture == target.Architecture, request.Force, PlanRemedies.Remove)
            ?? PlanGuard.Holds(alone.Value, inventory, request.Force, PlanRemedies.Remove)
            ?? PlanGuard.Missing(alone.Value, asked, inventory.Architecture);
        if (failure is not null)
        {
            return failure;
        }

        // Dependants are guarded by the simulation above: dnf's backends refuse to be told "without dependants".
        var transaction = new ChangeSet.Remove([id], AllowDependents: true, request.AutoRemove);
        if (!request.AutoRemove)
        {
            return new PreparedChange(PlanOf(alone.Value, [], []), transaction, inventory);
        }

        var whole = await SimulateAsync(transaction, inventory, cancellationToken);
        if (!whole.IsSuccess)
        {
            return whole.Failure;
        }

        // Leftovers were not named: the vital and the held ones among them stay all the same.
        var more = PlanGuard.Missing(whole.Value, asked, inventory.Architecture) ?? PlanGuard.Vital(whole.Value, !request.KeepsVital) ?? PlanGuard.Holds(whole.Value, inventory, request.Force, PlanRemedies.Remove);
        return more is null ? new PreparedChange(PlanOf(whole.Value, [], []), transaction, inventory) : more;
    }
}
