using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Whether a plan does more than was asked for. Pure.</summary>
internal static class PlanGuard
{
    /// <summary>
    /// What was asked for must be in the simulation. dnf5 answers an install that cannot be done with success and no row, dnf a downgrade
    /// without its flag, dnf5 a removal with dependants: carried out, each would change nothing and be told as done.
    /// </summary>
    /// <param name="asked">Every package with the version that was asked for; null for a removal.</param>
    /// <returns>Null when all of it is in the simulation.</returns>
    public static PackageFailure? Missing(IReadOnlyList<PackageChange> changes, IReadOnlyList<(PackageKey Key, string? Version)> asked, HostArchitecture host)
    {
        var missing = asked.Where(a => !changes.Any(c => IsFor(c, a.Key, host) && c.ToVersion == a.Version)).Select(a => a.Key.Name).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count == 0)
        {
            return null;
        }

        var instead = changes.Count == 0 ? "its simulation has no change at all" : "the simulation has other changes only";
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
    private static bool IsFor(PackageChange change, PackageKey asked, HostArchitecture host) => change.Name == asked.Name
        && (change.Architecture == asked.Architecture || host.IsNeutral(change.Architecture) || host.IsNeutral(asked.Architecture));

    /// <param name="asked">Whether the client asked for this package to be removed.</param>
    /// <param name="remedy">How this operation can be made to accept it.</param>
    /// <returns>Null when the plan may go on.</returns>
    public static PackageFailure? Removals(IEnumerable<PackageChange> changes, Func<PackageChange, bool> asked, bool force, string remedy = PlanRemedies.Install)
    {
        if (force)
        {
            return null;
        }

        var removals = changes.Where(c => c.Action == ChangeAction.Remove).ToList();
        var more = removals.Where(c => !asked(c)).Select(c => c.Name).ToList();
        if (more.Count > 0)
        {
            return Conflict($"this would also remove {string.Join(", ", more)}; nothing was changed. {remedy}", more);
        }

        var vital = removals.Select(c => c.Name).Where(ProtectedPackages.Contains).ToList();
        return vital.Count > 0 ? Conflict($"{string.Join(", ", vital)} is needed to manage this host; nothing was changed. {remedy}", vital) : null;
    }

    /// <param name="remedy">How this operation can be made to accept it.</param>
    public static PackageFailure? Downgrades(IEnumerable<PackageChange> changes, bool allowed, string remedy = PlanRemedies.Downgrade)
    {
        var down = changes.Where(c => c.Action == ChangeAction.Downgrade).ToList();
        return allowed || down.Count == 0
            ? null
            : Conflict($"this would downgrade {string.Join(", ", down.Select(c => $"{c.Name} {c.FromVersion} to {c.ToVersion}"))}; {remedy}", [.. down.Select(c => c.Name)]);
    }

    /// <summary>PackageKit up to 1.3.1 changes held packages and clears their hold.</summary>
    /// <param name="remedy">How this operation can be made to accept it.</param>
    public static PackageFailure? Holds(IEnumerable<PackageChange> changes, InstalledInventory installed, bool force, string remedy = PlanRemedies.Install)
    {
        var held = Held(changes, installed);
        return force || held.Count == 0
            ? null
            : Conflict($"{string.Join(", ", held)} is held on the host; lift the hold there. {remedy}", held) with { Block = BlockKind.KeptBack };
    }

    /// <summary>Names of the packages that would change although they are held.</summary>
    public static IReadOnlyList<string> Held(IEnumerable<PackageChange> changes, InstalledInventory installed) =>
        [.. changes.Where(c => installed.Predecessor(new PackageKey(c.Name, c.Architecture))?.Held ?? false).Select(c => c.Name)];

    /// <summary>A build of another architecture in the place of the native one breaks what runs on the host; no <c>force</c> allows it.</summary>
    /// <param name="named">Whether the client named that very build, with its architecture.</param>
    public static PackageFailure? ForeignBuilds(IReadOnlyList<PackageChange> changes, InstalledInventory installed, Func<PackageChange, bool> named)
    {
        var replaced = changes.Where(c => c.ToVersion is not null && installed.Architecture.IsForeign(c.Architecture) && !named(c))
            .Where(c => changes.Any(r => r.Action == ChangeAction.Remove && r.Name == c.Name && !installed.Architecture.IsForeign(r.Architecture)))
            .Select(c => $"{c.Name}:{c.Architecture}").ToList();
        return replaced.Count == 0
            ? null
            : Conflict($"this would put {string.Join(", ", replaced)} in the place of the {installed.Architecture.Native} build; nothing was changed. Name it with its architecture if you mean it", replaced);
    }

    /// <param name="allowed">False for a client below the admin's role.</param>
    public static PackageFailure? Vital(IEnumerable<PackageChange> changes, bool allowed)
    {
        var vital = allowed ? [] : changes.Select(c => c.Name).Where(ProtectedPackages.Contains).Distinct(StringComparer.Ordinal).ToList();
        return vital.Count == 0
            ? null
            : new PackageFailure(
                JobErrorCode.PermissionDenied,
                $"this would change {string.Join(", ", vital)}, which this agent is or stands on: that needs the admin role; nothing was changed",
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
