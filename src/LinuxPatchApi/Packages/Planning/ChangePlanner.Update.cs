using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Backends;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Updating one installed package, to the offered version or to an exact one.</summary>
internal sealed partial class ChangePlanner
{
    private async Task<PackageResult<PreparedChange>> UpdateAsync(UpdateRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var spec = request.Package;
        if (inventory.Matching(spec.Name).FirstOrDefault() is not { } present)
        {
            return new PackageFailure(JobErrorCode.PackageNotFound, $"{spec.Name} is not installed", Retryable: false);
        }

        if (present.Held && !request.Options.Force)
        {
            return PlanGuard.Holds([PlanBuilder.Skip(present.Name, present.Architecture, present.Version, "")], inventory, force: false)!;
        }

        var known = await patches.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!known.IsSuccess)
        {
            return known.Failure;
        }

        var update = known.Value.Updates.FirstOrDefault(u => u.Key.Matches(spec.Name));
        if (spec.Version is { } version && version != update?.Version)
        {
            return await UpdateToAsync(present, version, request.Options, inventory, cancellationToken).ConfigureAwait(false);
        }

        return update is null
            ? Nothing(inventory, [PlanBuilder.Skip(present.Name, present.Architecture, present.Version, "no update is offered: it is at its newest version, phased or blocked")])
            : await GuardedAsync(new ChangeSet.Update([update.Id]), inventory, request.Options, [], cancellationToken).ConfigureAwait(false);
    }

    private async Task<PackageResult<PreparedChange>> UpdateToAsync(
        InstalledPackage present, string version, ChangeOptions options, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        if (present.Version == version && !present.IsBroken)
        {
            return Nothing(inventory, [PlanBuilder.Skip(present.Name, present.Architecture, version, "already at this version")]);
        }

        var exact = await ExactIdAsync(present.Name, present.Architecture, version, cancellationToken).ConfigureAwait(false);
        return exact.IsSuccess
            ? await GuardedAsync(Exactly([exact.Value], options.AllowDowngrade), inventory, options, [], cancellationToken).ConfigureAwait(false)
            : exact.Failure;
    }
}
