using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Refuses plans that do more, or less, than was requested. Pure.</summary>
internal static class PlanGuard
{
    /// <summary>
    /// Refuses a simulation that lacks a requested change. dnf5 answers an impossible installation, and a removal with dependants, with
    /// success and no row; dnf does so for a downgrade without its flag. Carried out, each would change nothing and report success.
    /// </summary>
    /// <param name="requested">Every package with the requested version; null for a removal.</param>
    /// <returns>Null when the simulation has all of them.</returns>
    public static PackageFailure? Missing(
        IReadOnlyList<PackageChange> changes, IReadOnlyList<(PackageKey Key, string? Version)> requested, HostArchitecture host)
    {
        var missing = requested.Where(r => !changes.Any(c => IsFor(c, r.Key, host) && c.ToVersion == r.Version))
            .Select(r => r.Key.Name).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count == 0)
        {
            return null;
        }

        var instead = changes.Count == 0
            ? "its simulation has no change at all; it may lack what it needs, or have to remove another package"
            : "the simulation has other changes only";
        return new PackageFailure(
            JobErrorCode.DependencyConflict,
            $"the package manager would leave {string.Join(", ", missing)} as it is: {instead}; nothing was changed",
            Retryable: false)
        {
            Block = BlockKind.Unknown,
            Names = missing,
        };
    }

    /// <summary>A package may move between the neutral and the native architecture.</summary>
    private static bool IsFor(PackageChange change, PackageKey requested, HostArchitecture host) => change.Name == requested.Name
        && (change.Architecture == requested.Architecture || host.IsNeutral(change.Architecture) || host.IsNeutral(requested.Architecture));

    /// <param name="requested">True when the client requested the removal of this package.</param>
    /// <param name="remedy">How a client makes this operation accept it.</param>
    /// <returns>Null when the plan may go on.</returns>
    public static PackageFailure? Removals(
        IEnumerable<PackageChange> changes, Func<PackageChange, bool> requested, bool force, string remedy = PlanRemedies.Install)
    {
        if (force)
        {
            return null;
        }

        var removals = changes.Where(c => c.Action == ChangeAction.Remove).ToList();
        var more = removals.Where(c => !requested(c)).Select(c => c.Name).ToList();
        var vital = VitalOf(removals);
        if (more.Count > 0)
        {
            var danger = vital.Count > 0 ? $"; {Needed(vital)}" : "";
            return Conflict($"this would also remove {string.Join(", ", more)}{danger}; nothing was changed. {remedy}", more);
        }

        return vital.Count > 0 ? Conflict($"{Needed(vital)}; nothing was changed. {remedy}", vital) : null;
    }

    /// <summary>The warning of a plan that removes, with <c>force</c>, what the agent is or stands on; null for other plans.</summary>
    public static string? RemovedVital(IEnumerable<PackageChange> changes) =>
        VitalOf(changes.Where(c => c.Action == ChangeAction.Remove)) is { Count: > 0 } vital
            ? $"{Needed(vital)}, and this removes {(vital.Count == 1 ? "it" : "them")}: "
                + "afterwards nobody may reach the host through this agent"
            : null;

    private static List<string> VitalOf(IEnumerable<PackageChange> changes) =>
        [.. changes.Select(c => c.Name).Where(ProtectedPackages.Contains).Distinct(StringComparer.Ordinal)];

    private static string Needed(List<string> vital) =>
        $"{string.Join(", ", vital)} {(vital.Count == 1 ? "is" : "are")} needed to manage this host";

    /// <summary>Refuses changes of packages that the client excluded: a dependency, or an update of all, may bring one along.</summary>
    /// <param name="excluded">True for what the request excludes.</param>
    public static PackageFailure? Exclusions(IEnumerable<PackageChange> changes, Func<PackageChange, bool> excluded)
    {
        var names = changes.Where(excluded).Select(c => c.Name).Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0
            ? null
            : Conflict($"this would also change {string.Join(", ", names)}, which the request excludes; nothing was changed", names) with
            {
                Block = BlockKind.KeptBack,
            };
    }

    /// <param name="remedy">How a client makes this operation accept it.</param>
    public static PackageFailure? Downgrades(IEnumerable<PackageChange> changes, bool allowed, string remedy = PlanRemedies.Downgrade)
    {
        var down = changes.Where(c => c.Action == ChangeAction.Downgrade).ToList();
        var named = string.Join(", ", down.Select(c => $"{c.Name} {c.FromVersion} to {c.ToVersion}"));
        return allowed || down.Count == 0 ? null : Conflict($"this would downgrade {named}; {remedy}", [.. down.Select(c => c.Name)]);
    }

    /// <summary>Refuses changes of held packages: PackageKit up to 1.3.1 carries them out and clears the hold.</summary>
    /// <param name="remedy">How a client makes this operation accept it.</param>
    public static PackageFailure? Holds(
        IEnumerable<PackageChange> changes, InstalledInventory installed, bool force, string remedy = PlanRemedies.Install)
    {
        var held = Held(changes, installed);
        return force || held.Count == 0
            ? null
            : Conflict($"{string.Join(", ", held)} is held on the host{Origins(held, installed)}; lift the hold there. {remedy}", held) with
            {
                Block = BlockKind.KeptBack,
            };
    }

    /// <summary>
    /// Refuses an apply that would bring an update in on which the distribution or the host's preferences decided otherwise: the package
    /// manager ignores phases when another update needs the package.
    /// </summary>
    /// <param name="others">Offered updates that were not selected.</param>
    public static PackageFailure? KeptOut(IReadOnlyList<PackageChange> changes, IReadOnlyList<UpdateCandidate> others)
    {
        var kept = others.Where(u => u.Blocked is { Kind: BlockKind.Phased or BlockKind.Pinned or BlockKind.Unauthenticated }
            && changes.Any(c => c.Name == u.Name && c.Architecture == u.Architecture && c.ToVersion == u.Version)).ToList();
        return kept.Count == 0
            ? null
            : new PackageFailure(
                JobErrorCode.DependencyConflict,
                $"needs {string.Join(", ", kept.Select(u => $"{u.Name} {u.Version}, which is {u.Blocked!.Text}"))}",
                Retryable: false)
            {
                Block = BlockKind.KeptBack,
                Names = [.. kept.Select(u => u.Name)],
            };
    }

    private static string Origins(IReadOnlyList<string> held, InstalledInventory installed)
    {
        var origins = installed.Packages.Where(p => p.HeldBy is not null && held.Contains(p.Name)).Select(p => p.HeldBy!)
            .Distinct(StringComparer.Ordinal).ToList();
        return origins.Count == 0 ? "" : $" by {string.Join(", ", origins)}";
    }

    /// <summary>Returns the names of the packages that would change although they are held.</summary>
    public static IReadOnlyList<string> Held(IEnumerable<PackageChange> changes, InstalledInventory installed) =>
        [.. changes.Where(c => installed.Predecessor(new PackageKey(c.Name, c.Architecture))?.Held ?? false).Select(c => c.Name)];

    /// <summary>
    /// Refuses to replace a native build by one of another architecture: that breaks what runs on the host, and no <c>force</c> allows it.
    /// </summary>
    /// <param name="named">True when the client named exactly that build, with its architecture.</param>
    public static PackageFailure? ForeignBuilds(
        IReadOnlyList<PackageChange> changes, InstalledInventory installed, Func<PackageChange, bool> named)
    {
        var replaced = changes.Where(c => c.ToVersion is not null && installed.Architecture.IsForeign(c.Architecture) && !named(c))
            .Where(c => changes.Any(
                r => r.Action == ChangeAction.Remove && r.Name == c.Name && !installed.Architecture.IsForeign(r.Architecture)))
            .Select(c => $"{c.Name}:{c.Architecture}").ToList();
        return replaced.Count == 0
            ? null
            : Conflict(
                $"this would put {string.Join(", ", replaced)} in the place of the {installed.Architecture.Native} build; "
                + "nothing was changed. Name it with its architecture if you mean it",
                replaced);
    }

    /// <param name="allowed">False for a client below the admin role.</param>
    public static PackageFailure? Vital(IEnumerable<PackageChange> changes, bool allowed)
    {
        var vital = allowed ? [] : VitalOf(changes);
        return vital.Count == 0
            ? null
            : new PackageFailure(
                JobErrorCode.PermissionDenied,
                $"this would change {string.Join(", ", vital)}, which this agent is or stands on: that needs the admin role; "
                + "nothing was changed",
                Retryable: false)
            {
                Block = BlockKind.Unknown,
                NeedsAdmin = true,
                Names = vital,
            };
    }

    private static PackageFailure Conflict(string message, IReadOnlyList<string> names) =>
        new(JobErrorCode.DependencyConflict, message, Retryable: false) { Block = BlockKind.Conflicts, Names = names };
}
