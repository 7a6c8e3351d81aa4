using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>Plans the undo of a job: previous versions by exact id first, then the removal of what it had installed.</summary>
internal sealed partial class ChangePlanner
{
    private async Task<PackageResult<PreparedChange>> RollbackAsync(
        RollbackRequest request, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var leaving = request.Undo.Where(c => c.ToVersion is null).ToList();
        var returning = request.Undo.Where(c => c.ToVersion is not null).ToList();
        if (returning.Count == 0)
        {
            return await RemoveAllAsync(request, leaving, inventory, cancellationToken);
        }

        var back = await TransactionBackAsync(returning, inventory.Architecture, cancellationToken);
        if (!back.IsSuccess)
        {
            return back.Failure;
        }

        var transaction = back.Value;
        var simulated = await SimulateAsync(transaction, inventory, cancellationToken);
        if (!simulated.IsSuccess)
        {
            return simulated.Failure;
        }

        var failure = PlanGuard.Vital(simulated.Value.Concat(leaving), !request.KeepsVital)
            ?? PlanGuard.ForeignBuilds(simulated.Value, inventory, c => returning.Any(r => Same(r, c)))
            ?? PlanGuard.Removals(simulated.Value, c => leaving.Any(l => Same(l, c)), request.Force, PlanRemedies.Rollback)
            ?? PlanGuard.Holds(simulated.Value, inventory, request.Force, PlanRemedies.Rollback)
            ?? PlanGuard.Missing(
                simulated.Value, [.. returning.Select(r => (new PackageKey(r.Name, r.Architecture), r.ToVersion))], inventory.Architecture);
        if (failure is not null)
        {
            return failure;
        }

        var rest = leaving.Where(l => !simulated.Value.Any(c => Same(l, c))).ToList();
        return new PreparedChange(PlanOf([.. simulated.Value, .. rest], [], []), transaction, inventory)
        {
            ThenRemove = rest.Count > 0 ? [.. rest.Select(Key)] : null,
        };
    }

    /// <summary>
    /// Returns the transaction back: by exact ids when repositories have every previous version, else by files, because one transaction
    /// accepts only one of both: stored files, and the others downloaded into the package manager's cache.
    /// </summary>
    private async Task<PackageResult<ChangeSet>> TransactionBackAsync(
        IReadOnlyList<PackageChange> returning, HostArchitecture host, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var offeredOnly = new List<string>();
        PackageFailure? gone = null;
        var known = await KnownAsync(returning, host, cancellationToken);
        foreach (var change in returning)
        {
            var exact = Among(known, change, host) is { } found ? found
                : await ExactAsync(new PackageSpec(change.Name, change.Architecture, change.ToVersion), host, cancellationToken);
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
            return PackageResult<ChangeSet>.Of(ExactVersion.Change(family, ids, allowDowngrade: true));
        }

        if (offeredOnly.Count > 0 && await engine.DownloadAsync(offeredOnly, cancellationToken) is { } lost)
        {
            return lost;
        }

        var files = returning.Select(File).OfType<string>().ToList();
        return files.Count == returning.Count ? new ChangeSet.InstallFiles(files) : gone;

        string? File(PackageChange change) => store?.Find(change.Name, change.Architecture, change.ToVersion!);
    }

    /// <summary>
    /// Asks for all previous versions at once: PackageKit takes a quarter of a second for each question, and a client waits for the plan.
    /// What is not among the rows is asked for by itself, which tells why it cannot be had.
    /// </summary>
    private async Task<IReadOnlyList<AvailablePackage>> KnownAsync(
        IReadOnlyList<PackageChange> returning, HostArchitecture host, CancellationToken cancellationToken)
    {
        var offered = await engine.ResolveAvailableAsync([.. returning.Select(c => c.Name).Distinct()], cancellationToken);
        if (!offered.IsSuccess)
        {
            return [];
        }

        var rest = returning.Where(c => Among(offered.Value, c, host) is null)
            .SelectMany(c => ArchitecturesOf(offered.Value, c, host).Select(a => new PackageBuild(c.Name, a, c.ToVersion!))).ToList();
        var exact = rest.Count == 0 ? offered : await engine.ResolveExactAsync(rest, cancellationToken);
        return exact.IsSuccess ? [.. offered.Value, .. exact.Value] : offered.Value;
    }

    private static AvailablePackage? Among(IReadOnlyList<AvailablePackage> rows, PackageChange change, HostArchitecture host) =>
        ExactVersion.Among(rows, change.Name, ArchitecturesOf(rows, change, host), change.ToVersion!);

    private static IReadOnlyList<string> ArchitecturesOf(
        IReadOnlyList<AvailablePackage> rows, PackageChange change, HostArchitecture host) =>
        Architectures(rows.Where(p => p.Name == change.Name), change.Name, change.Architecture, host);

    private static bool Same(PackageChange a, PackageChange b) => a.Name == b.Name && a.Architecture == b.Architecture;

    private static PackageKey Key(PackageChange change) => new(change.Name, change.Architecture);

    /// <summary>
    /// Returns the transaction that removes packages, simulated on the current state; refused when it would remove others too.
    /// </summary>
    public async Task<PackageResult<ChangeSet>> RemovalAsync(
        IReadOnlyList<PackageKey> requested, bool force, bool keepsVital, CancellationToken cancellationToken)
    {
        var inventory = await installed.CurrentAsync(cancellationToken);
        if (!inventory.IsSuccess)
        {
            return inventory.Failure;
        }

        var names = requested.Select(a => a.Name).Distinct(StringComparer.Ordinal).ToList();
        var resolved = await engine.ResolveInstalledAsync(names, cancellationToken);
        if (!resolved.IsSuccess)
        {
            return resolved.Failure;
        }

        if (requested.Where(a => !resolved.Value.Any(p => p.Key == a)).Select(a => a.Name).ToList() is { Count: > 0 } unknown)
        {
            return new PackageFailure(JobErrorCode.PackageNotFound,
                $"the package manager does not know {string.Join(", ", unknown)} as installed", Retryable: true)
            {
                Names = unknown,
            };
        }

        var (ids, changes) = await SimulateRemovalAsync(
            [.. resolved.Value.Where(p => requested.Contains(p.Key)).Select(p => p.Id!)], inventory.Value, cancellationToken);
        if (!changes.IsSuccess)
        {
            return changes.Failure;
        }

        var failure = PlanGuard.Vital(changes.Value, !keepsVital)
            ?? PlanGuard.Removals(changes.Value, c => requested.Contains(Key(c)), force, PlanRemedies.Rollback)
            ?? PlanGuard.Holds(changes.Value, inventory.Value, force, PlanRemedies.Rollback)
            ?? PlanGuard.Missing(changes.Value, [.. requested.Select(k => (k, (string?)null))], inventory.Value.Architecture);
        return failure is null ? PackageResult<ChangeSet>.Of(new ChangeSet.Remove(ids, AllowDependents: true, AutoRemove: false)) : failure;
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
