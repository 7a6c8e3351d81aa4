using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>Undoing a job: former versions by exact id first, then what it had installed is removed.</summary>
internal sealed partial class ChangePlanner
{
    private async Task<PackageResult<PreparedChange>> RollbackAsync(RollbackRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var leaving = request.Undo.Where(c => c.ToVersion is null).ToList();
        var returning = request.Undo.Where(c => c.ToVersion is not null).ToList();
        if (returning.Count == 0)
        {
            return await RemoveAllAsync(request, leaving, inventory, cancellationToken);
        }

        var way = await WayBackAsync(returning, inventory.Architecture, cancellationToken);
        if (!way.IsSuccess)
        {
            return way.Failure;
        }

        var transaction = way.Value;
        var back = await SimulateAsync(transaction, inventory, cancellationToken);
        if (!back.IsSuccess)
        {
            return back.Failure;
        }

        var failure = PlanGuard.Vital(back.Value.Concat(leaving), !request.KeepsVital)
            ?? PlanGuard.ForeignBuilds(back.Value, inventory, c => returning.Any(r => Same(r, c)))
            ?? PlanGuard.Removals(back.Value, c => leaving.Any(l => Same(l, c)), request.Force, PlanRemedies.Rollback)
            ?? PlanGuard.Holds(back.Value, inventory, request.Force, PlanRemedies.Rollback)
            ?? PlanGuard.Missing(back.Value, [.. returning.Select(r => (new PackageKey(r.Name, r.Architecture), r.ToVersion))], inventory.Architecture);
        if (failure is not null)
        {
            return failure;
        }

        var rest = leaving.Where(l => !back.Value.Any(c => Same(l, c))).ToList();
        return new PreparedChange(PlanOf([.. back.Value, .. rest], [], []), transaction, inventory)
        {
            ThenRemove = rest.Count > 0 ? [.. rest.Select(Key)] : null,
        };
    }

    /// <summary>
    /// By exact ids when repositories give every former version, else by files, for one transaction takes only one of both: those that were
    /// kept, and the others fetched into the package manager's cache.
    /// </summary>
    private async Task<PackageResult<ChangeSet>> WayBackAsync(IReadOnlyList<PackageChange> returning, HostArchitecture host, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var offeredOnly = new List<string>();
        PackageFailure? gone = null;
        foreach (var change in returning)
        {
            var exact = await ExactAsync(new PackageSpec(change.Name, change.Architecture, change.ToVersion), host, cancellationToken);
            var isKept = File(change) is not null;
            if (exact.IsSuccess)
            {
                ids.Add(exact.Value.Id!);
                if (!isKept)
                {
                    offeredOnly.Add(exact.Value.Id!);
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

        if (offeredOnly.Count > 0 && await backend.DownloadAsync(offeredOnly, cancellationToken) is { } lost)
        {
            return lost;
        }

        var files = returning.Select(File).OfType<string>().ToList();
        return files.Count == returning.Count ? new ChangeSet.InstallFiles(files) : gone;

        string? File(PackageChange change) => store?.Find(change.Name, change.Architecture, change.ToVersion!);
    }

    private static bool Same(PackageChange a, PackageChange b) => a.Name == b.Name && a.Architecture == b.Architecture;

    private static PackageKey Key(PackageChange change) => new(change.Name, change.Architecture);

    /// <summary>The transaction that removes packages, simulated on the state of now; refused when it would take others along.</summary>
    public async Task<PackageResult<ChangeSet>> RemovalAsync(IReadOnlyList<PackageKey> asked, bool force, bool keepsVital, CancellationToken cancellationToken)
    {
        var inventory = await installed.CurrentAsync(cancellationToken);
        if (!inventory.IsSuccess)
        {
            return inventory.Failure;
        }

        var names = asked.Select(a => a.Name).Distinct(StringComparer.Ordinal).ToList();
        var resolved = await backend.ResolveInstalledAsync(names, cancellationToken);
        if (!resolved.IsSuccess)
        {
            return resolved.Failure;
        }

        if (asked.Where(a => !resolved.Value.Any(p => p.Key == a)).Select(a => a.Name).ToList() is { Count: > 0 } unknown)
        {
            return new PackageFailure(JobErrorCode.PackageNotFound, $"the package manager does not know {string.Join(", ", unknown)} as installed", Retryable: true)
            {
                Names = unknown,
            };
        }

        ChangeSet removal = new ChangeSet.Remove([.. resolved.Value.Where(p => asked.Contains(p.Key)).Select(p => p.Id!)], AllowDependents: true, AutoRemove: false);
        var changes = await SimulateAsync(removal, inventory.Value, cancellationToken);
        if (!changes.IsSuccess)
        {
            return changes.Failure;
        }

        var failure = PlanGuard.Vital(changes.Value, !keepsVital)
            ?? PlanGuard.Removals(changes.Value, c => asked.Contains(Key(c)), force, PlanRemedies.Rollback)
            ?? PlanGuard.Holds(changes.Value, inventory.Value, force, PlanRemedies.Rollback)
            ?? PlanGuard.Missing(changes.Value, [.. asked.Select(k => (k, (string?)null))], inventory.Value.Architecture);
        return failure is null ? PackageResult<ChangeSet>.Of(removal) : failure;
    }

    private async Task<PackageResult<PreparedChange>> RemoveAllAsync(
        RollbackRequest request, IReadOnlyList<PackageChange> leaving, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var removal = await RemovalAsync([.. leaving.Select(Key)], request.Force, request.KeepsVital, cancellationToken);
        if (!removal.IsSuccess)
        {
            return removal.Failure;
        }

        var changes = await SimulateAsync(removal.Value, inventory, cancellationToken);
        return changes.IsSuccess ? new PreparedChange(PlanOf(changes.Value, [], []), removal.Value, inventory) : changes.Failure;
    }
}
