using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.SelfUpdate;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>Plans the update of one installed package, to the offered version or to an exact one.</summary>
internal sealed partial class ChangePlanner
{
    private async Task<PackageResult<PreparedChange>> UpdateAsync(
        UpdateRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var spec = request.Package;
        var meant = inventory.Meant(spec);
        if (meant.Count == 0)
        {
            return new PackageFailure(JobErrorCode.PackageNotFound, $"{spec.Text} is not installed", Retryable: false);
        }

        if (ArchitectureChoice.Ambiguous(meant, p => p.Key, inventory.Architecture) is { Count: > 0 } choice)
        {
            return OneOf(spec.Name, choice);
        }

        var present = inventory.Find(meant[0].Key)!;
        if (present is { Held: true, HiddenBy: not null } && spec.Version is null)
        {
            return NotOffered.Hidden(present); // Nor would force help.
        }

        if (present.Held && !request.Options.Force)
        {
            return PlanGuard.Holds(
                [PlanBuilder.Skip(present.Name, present.Architecture, present.Version, "")], inventory, force: false, PlanRemedies.Update)!;
        }

        var known = await patches.ReadAsync(cancellationToken);
        if (!known.IsSuccess)
        {
            return known.Failure;
        }

        var wishes = new PlanWishes(request.Options, [spec], request.KeepsVital);
        var update = known.Value.Updates.FirstOrDefault(u => inventory.Predecessor(u.Key)?.Key == present.Key);
        if (spec.Version is { } version && version != update?.Version && !IsOwnVersion(spec.Name, version, update?.Version))
        {
            return await UpdateToAsync(present, version, wishes, inventory, cancellationToken);
        }

        if (update is null)
        {
            return NotOffered.IsHidden(present, known.Value)
                ? NotOffered.Hidden(present)
                : Nothing(
                    inventory,
                    [PlanBuilder.Skip(present.Name, present.Architecture, present.Version, NotOffered.Why(present, known.Value))]);
        }

        return update.Blocked is { Kind: BlockKind.Phased or BlockKind.Pinned } wished && !request.Options.Force
            ? Nothing(
                inventory, [PlanBuilder.Skip(present.Name, present.Architecture, present.Version, $"{wished.WireName}: {wished.Detail}")])
            : Explained(
                await GuardedAsync(
                    new ChangeSet.Update([update.Id]), [(update.Key, update.Version)], inventory, wishes, [], cancellationToken),
                update.Blocked == UnlistedUpdates.Unexplained ? null : update.Blocked);
    }

    /// <summary>Adds the reason that the list gives: the package manager's own text may say less.</summary>
    private static PackageResult<PreparedChange> Explained(PackageResult<PreparedChange> planned, Blocked? blocked) =>
        planned.Failure is { ConcernsAll: false, NeedsAdmin: false } failure && blocked is not null
            && !failure.Message.Contains(blocked.Text, StringComparison.Ordinal)
            ? failure with { Message = $"{failure.Message} ({blocked.Text})" }
            : planned;

    /// <summary>The manager names versions of the agent without the package's revision.</summary>
    private static bool IsOwnVersion(string name, string wanted, string? offered) =>
        name == ProtectedPackages.Agent && offered is not null && ManagerVersion.Same(wanted, offered);

    private async Task<PackageResult<PreparedChange>> UpdateToAsync(
        InstalledPackage present, string version, PlanWishes wishes, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        if (present.Version == version && !present.IsBroken)
        {
            return Nothing(inventory, [PlanBuilder.Skip(present.Name, present.Architecture, version, "already at this version")]);
        }

        var exact = await ExactAsync(
            new PackageSpec(present.Name, present.Architecture, version), inventory.Architecture, cancellationToken);
        return exact.IsSuccess
            ? await GuardedAsync(
                ExactVersion.Change(family, [exact.Value.Id!], wishes.Options.AllowDowngrade), [(exact.Value.Key, version)], inventory,
                wishes, [], cancellationToken)
            : exact.Failure;
    }
}
