using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;
using LinuxPatchApi.Packages.Store;

namespace LinuxPatchApi.Operations.PackageChanges.Planning;

/// <summary>
/// Turns a request into exactly one plan and transaction by querying the package manager, for dry runs and jobs alike. One file for each
/// kind of request.
/// </summary>
/// <param name="sizes">Null where no repository files are readable.</param>
/// <param name="store">Stored previous versions; null where none can be stored.</param>
internal sealed partial class ChangePlanner(
    IPackageEngine engine, IPackageFamily family, InstalledCache installed, UpdateCache patches, IPlanSizes? sizes, PackageStore? store)
{
    /// <summary>
    /// False where the package manager shows nothing beforehand: a plan is then what was requested, and more may change with it.
    /// </summary>
    public bool Simulates => WhyBlind is null;

    /// <inheritdoc cref="IPackageFamily.UpdatesAsAWhole"/>
    public bool UpdatesAsAWhole => family.UpdatesAsAWhole;

    private string? WhyBlind => family.Of(Feature.Simulation, EngineInfo.Unknown).Obstacle;

    public async Task<PackageResult<PreparedChange>> PrepareAsync(JobRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var settings = patches.SettingsChangedAt;
            var inventory = await installed.CurrentAsync(cancellationToken);
            if (!inventory.IsSuccess)
            {
                return inventory.Failure;
            }

            var prepared = request switch
            {
                InstallRequest install => await InstallAsync(install, inventory.Value, cancellationToken),
                UpdateRequest update => await UpdateAsync(update, inventory.Value, cancellationToken),
                SelfUpdateRequest self => await UpdateAsync(self.AsUpdate(), inventory.Value, cancellationToken),
                RemoveRequest remove => await RemoveAsync(remove, inventory.Value, cancellationToken),
                RollbackRequest rollback => await RollbackAsync(rollback, inventory.Value, cancellationToken),
                ApplyRequest apply => await ApplyAsync(apply, inventory.Value, cancellationToken),
                _ => throw new InvalidOperationException($"no plan for {request.GetType().Name}"),
            };
            return prepared.IsSuccess
                ? Blindly(WithSizes(prepared.Value with { Settings = settings }, request, cancellationToken), request)
                : prepared;
        }
        catch (OperationCanceledException)
        {
            return new PackageFailure(JobErrorCode.BackendUnavailable,
                "the package manager did not answer in time; it may be working on another transaction", Retryable: true);
        }
    }

    /// <summary>
    /// Warns about a plan that nobody simulated. Its digest covers the request and the complete installed set instead of the result.
    /// </summary>
    private PreparedChange Blindly(PreparedChange prepared, JobRequest request)
    {
        if (WhyBlind is not { } why || prepared.Transaction is null)
        {
            return prepared;
        }

        var plan = prepared.Plan with
        {
            Warnings =
            [
                .. prepared.Plan.Warnings,
                $"{why}: the plan has what was requested, and other packages may change with it; "
                    + "its digest covers the request and the installed set",
            ],
        };
        return prepared with
        {
            Plan = plan.StandingOn(PlanBasis.Of(request, prepared.Plan.Skipped) + PlanBasis.Of(prepared.Before)),
        };
    }

    private PreparedChange WithSizes(PreparedChange prepared, JobRequest request, CancellationToken cancellationToken)
    {
        if (prepared.Plan.Changes.Count == 0)
        {
            return prepared with { Plan = prepared.Plan.StandingOn(PlanBasis.Of(request, prepared.Plan.Skipped)) };
        }

        if (sizes is null)
        {
            return prepared;
        }

        var (download, disk) = sizes.Of(prepared.Plan.Changes, prepared.Before, cancellationToken);
        return prepared with { Plan = prepared.Plan with { DownloadBytes = download, DiskBytes = disk } };
    }

    private async Task<PackageResult<IReadOnlyList<PackageChange>>> SimulateAsync(
        ChangeSet changes, InstalledInventory inventory, CancellationToken cancellationToken)
    {
        var simulation = await engine.SimulateAsync(changes, cancellationToken);
        return simulation.IsSuccess
            ? PackageResult<IReadOnlyList<PackageChange>>.Of(PlanBuilder.Changes(simulation.Value, inventory))
            : simulation.Failure;
    }

    /// <summary>
    /// True where the details of an update are its advisory. Elsewhere an engine judges by a package's name whether its update needs a
    /// restart of the host, which is good enough for a forecast only: a container has no kernel.
    /// </summary>
    private bool KnowsAdvisories => patches.DetailsAreAdvisories;

    /// <summary>True where the distribution itself marks that a restart of the host is needed.</summary>
    public bool HasRebootMarker => family.RebootSignals.Markers.Count > 0;

    /// <summary>Returns a plan whose changes say whether their advisories ask for a restart of the host.</summary>
    public async Task<PreparedChange> WithWishesAsync(PreparedChange prepared, CancellationToken cancellationToken)
    {
        if (!KnowsAdvisories)
        {
            return prepared;
        }

        await patches.ReadAdvisoriesAsync(cancellationToken);
        IReadOnlyList<PackageChange> changes =
            [.. prepared.Plan.Changes.Select(c => RestartsSystem(c) ? c with { RestartsSystem = true } : c)];
        var plan = prepared.Plan with { Changes = changes, RequiresReboot = changes.Any(c => c.RestartsSystem) };
        IReadOnlyList<string> unread = patches.Latest is { } known
            ?
            [
                .. changes.Where(c => known.Updates.Any(u => IsOf(u, c) && u.IsOffered && !known.Details.ContainsKey(u.Id)))
                    .Select(c => c.Name),
            ]
            : [];
        const string Unread = "the advisory could not be read, so whether it asks for a reboot is not known: ";
        return prepared with
        {
            Plan = unread.Count == 0 ? plan : plan with { Warnings = [.. plan.Warnings, Unread + string.Join(", ", unread)] },
        };
    }

    /// <summary>What is not known yet of the updates in a plan; null when there is nothing.</summary>
    public string? BeingRead(Plan plan) =>
        patches.Latest is { } known ? known.BeingReadOf(known.Updates.Where(u => plan.Changes.Any(c => IsOf(u, c)))) : null;

    private Plan PlanOf(IReadOnlyList<PackageChange> changes, IReadOnlyList<PackageChange> skipped, IReadOnlyList<string> warnings) => new(
        changes,
        skipped,
        DownloadBytes: null,
        DiskBytes: null,
        RequiresReboot: changes.Any(RestartsSystem),
        PlanGuard.RemovedVital(changes) is { } danger ? [danger, .. warnings] : warnings);

    private bool RestartsSystem(PackageChange change) =>
        patches.Latest is { } known && known.Updates.Any(u => IsOf(u, change) && known.RestartOf(u) == "system");

    private static bool IsOf(UpdateCandidate update, PackageChange change) =>
        update.Name == change.Name && update.Version == change.ToVersion;

    private PreparedChange Nothing(
        InstalledInventory inventory, IReadOnlyList<PackageChange> skipped, params IReadOnlyList<string> warnings) =>
        new(PlanOf([], skipped, warnings), null, inventory);

    /// <summary>Returns an exact version with its id.</summary>
    private async Task<PackageResult<AvailablePackage>> ExactAsync(
        PackageSpec spec, HostArchitecture host, CancellationToken cancellationToken)
    {
        var (name, architecture, version) = (spec.Name, spec.Architecture, spec.Version!);
        var offered = await engine.ResolveAvailableAsync([name], cancellationToken);
        if (!offered.IsSuccess)
        {
            return offered.Failure;
        }

        var architectures = Architectures(offered.Value.Where(p => p.Name == name), name, architecture, host);
        if (architectures.Count == 0)
        {
            return NotFound(name);
        }

        if (architecture is null && architectures.Count(a => !host.IsNeutral(a)) > 1)
        {
            return OneOf(name, architectures);
        }

        return await ExactVersion.FindAsync(engine, offered.Value, name, architectures, version, cancellationToken);
    }

    /// <summary>
    /// Returns the architectures that may have a version of the package, the preferred one first. A package that moved between the
    /// neutral and the native architecture had its previous versions under the other one.
    /// </summary>
    private static IReadOnlyList<string> Architectures(
        IEnumerable<AvailablePackage> offered, string name, string? architecture, HostArchitecture host)
    {
        var builds = offered.ToList();
        if (architecture is not null && host.IsForeign(architecture))
        {
            return [.. builds.Select(p => p.Architecture).Where(a => a == architecture).Take(1)];
        }

        var meant = ArchitectureChoice.Of(new PackageSpec(name, null, null), builds, p => p.Key, host).Select(p => p.Architecture)
            .Distinct(StringComparer.Ordinal).ToList();
        if (host.Native is not { } native || host.HasOneBuildPerName || meant.All(host.IsForeign))
        {
            return [.. meant.Where(a => architecture is null || a == architecture)];
        }

        return architecture == host.Neutral ? [host.Neutral, native] : [native, host.Neutral];
    }

    private static PackageFailure OneOf(string name, IEnumerable<string> architectures) => new(
        JobErrorCode.DependencyConflict,
        $"{name} is not built for this host's own architecture; name one of {string.Join(", ", architectures.Select(a => $"{name}:{a}"))}",
        Retryable: false);

    private static PackageFailure NotFound(string name) =>
        new(JobErrorCode.PackageNotFound, $"no configured repository has a package {name}", Retryable: false);
}
