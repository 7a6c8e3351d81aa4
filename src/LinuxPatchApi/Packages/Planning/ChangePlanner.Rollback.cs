using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Backends;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Undoing a job: former versions by exact id first, then what it had installed is removed.</summary>
internal sealed partial class ChangePlanner
{
    private async Task<PackageResult<PreparedChange>> RollbackAsync(RollbackRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var leaving = request.Undo.Where(c => c.ToVersion is null).ToList();
        var returning = request.Undo.Where(c => c.ToVersion is not null).ToList();
        if (returning.Count == 0)
        {
            return await RemoveAllAsync(request, leaving, inventory, cancellationToken).ConfigureAwait(false);
        }

        var way = await WayBackAsync(returning, cancellationToken).ConfigureAwait(false);
        if (!way.IsSuccess)
        {
            return way.Failure;
        }

        var transaction = way.Value;
        var back = await SimulateAsync(transaction, inventory, cancellationToken).ConfigureAwait(false);
        if (!back.IsSuccess)
        {
            return back.Failure;
        }

        var failure = PlanGuard.Removals(back.Value, c => leaving.Any(l => l.Name == c.Name), request.Force)
            ?? PlanGuard.Holds(back.Value, inventory, request.Force);
        if (failure is not null)
        {
            return failure;
        }

        var rest = leaving.Where(l => back.Value.All(c => c.Name != l.Name)).ToList();
        return new PreparedChange(PlanOf([.. back.Value, .. rest], [], []), transaction, inventory)
        {
            ThenRemove = rest.Count > 0 ? [.. rest.Select(r => r.Name)] : null,
        };
    }

    /// <summary>
    /// By exact ids when repositories give every former version, else by files, for one transaction takes only one of both: those that were
    /// kept, and the others fetched into the package manager's cache.
    /// </summary>
    private async Task<PackageResult<ChangeSet>> WayBackAsync(IReadOnlyList<PackageChange> returning, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var offeredOnly = new List<string>();
        PackageFailure? gone = null;
        foreach (var change in returning)
        {
            var exact = await ExactIdAsync(change.Name, change.Architecture, change.ToVersion!, cancellationToken).ConfigureAwait(false);
            var isKept = File(change) is not null;
            if (exact.IsSuccess)
            {
                ids.Add(exact.Value);
                if (!isKept)
                {
                    offeredOnly.Add(exact.Value);
                }
            }
            else if (isKept && exact.Failure.Code is JobErrorCode.VersionNotFound or JobErrorCode.PackageNotFound)
            {
                gone = exact.Failure;
            }
            else
            {
                return exact.Failure;
            }
        }

        if (gone is null)
        {
            return PackageResult<ChangeSet>.Of(Exactly(ids, allowDowngrade: true));
        }

        if (offeredOnly.Count > 0 && await backend.DownloadAsync(offeredOnly, cancellationToken).ConfigureAwait(false) is { } lost)
        {
            return lost;
        }

        var files = returning.Select(File).OfType<string>().ToList();
        return files.Count == returning.Count ? new ChangeSet.InstallFiles(files) : gone;

        string? File(PackageChange change) => store?.Find(change.Name, change.Architecture, change.ToVersion!);
    }

    /// <summary>The transaction that removes packages by name, simulated on the state of now; refused when it would take others along.</summary>
    public async Task<PackageResult<ChangeSet>> RemovalAsync(IReadOnlyList<string> names, bool force, CancellationToken cancellationToken)
    {
        var inventory = await installed.CurrentAsync(cancellationToken).ConfigureAwait(false);
        if (!inventory.IsSuccess)
        {
            return inventory.Failure;
        }

        var resolved = await backend.ResolveInstalledAsync(names, cancellationToken).ConfigureAwait(false);
        if (!resolved.IsSuccess)
        {
            return resolved.Failure;
        }

        ChangeSet removal = new ChangeSet.Remove([.. resolved.Value.Where(p => names.Contains(p.Name)).Select(p => p.Id!)], AllowDependents: true, AutoRemove: false);
        var changes = await SimulateAsync(removal, inventory.Value, cancellationToken).ConfigureAwait(false);
        if (!changes.IsSuccess)
        {
            return changes.Failure;
        }

        return PlanGuard.Removals(changes.Value, c => names.Contains(c.Name), force) is { } failure ? failure : PackageResult<ChangeSet>.Of(removal);
    }

    private async Task<PackageResult<PreparedChange>> RemoveAllAsync(
        RollbackRequest request, IReadOnlyList<PackageChange> leaving, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var removal = await RemovalAsync([.. leaving.Select(l => l.Name)], request.Force, cancellationToken).ConfigureAwait(false);
        if (!removal.IsSuccess)
        {
            return removal.Failure;
        }

        var changes = await SimulateAsync(removal.Value, inventory, cancellationToken).ConfigureAwait(false);
        return changes.IsSuccess ? new PreparedChange(PlanOf(changes.Value, [], []), removal.Value, inventory) : changes.Failure;
    }
}
