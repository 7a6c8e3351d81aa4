using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Whether a plan does more than was asked for. Pure.</summary>
internal static class PlanGuard
{
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
            return Conflict($"this would also remove {string.Join(", ", more)}; nothing was changed. {remedy}");
        }

        var vital = removals.Select(c => c.Name).Where(ProtectedPackages.Contains).ToList();
        return vital.Count > 0 ? Conflict($"{string.Join(", ", vital)} is needed to manage this host; nothing was changed. {remedy}") : null;
    }

    /// <param name="remedy">How this operation can be made to accept it.</param>
    public static PackageFailure? Downgrades(IEnumerable<PackageChange> changes, bool allowed, string remedy = PlanRemedies.Downgrade)
    {
        var down = changes.Where(c => c.Action == ChangeAction.Downgrade).Select(c => $"{c.Name} {c.FromVersion} to {c.ToVersion}").ToList();
        return allowed || down.Count == 0 ? null : Conflict($"this would downgrade {string.Join(", ", down)}; {remedy}");
    }

    /// <summary>PackageKit up to 1.3.1 changes held packages and clears their hold.</summary>
    /// <param name="remedy">How this operation can be made to accept it.</param>
    public static PackageFailure? Holds(IEnumerable<PackageChange> changes, InstalledInventory installed, bool force, string remedy = PlanRemedies.Install)
    {
        var held = Held(changes, installed);
        return force || held.Count == 0
            ? null
            : Conflict($"{string.Join(", ", held)} is held on the host; lift the hold there. {remedy}") with { Block = BlockKind.KeptBack };
    }

    /// <summary>Names of the packages that would change although they are held.</summary>
    public static IReadOnlyList<string> Held(IEnumerable<PackageChange> changes, InstalledInventory installed) =>
        [.. changes.Where(c => installed.Predecessor(new PackageKey(c.Name, c.Architecture))?.Held ?? false).Select(c => c.Name)];

    /// <summary>A build of another architecture in the place of the native one breaks what runs on the host; no <c>force</c> allows it.</summary>
    /// <param name="named">Whether the client named that very build, with its architecture.</param>
    public static PackageFailure? ForeignBuilds(IReadOnlyList<PackageChange> changes, InstalledInventory installed, Func<PackageChange, bool> named)
    {
        var replaced = changes.Where(c => c.ToVersion is not null && ArchitectureChoice.IsForeign(c.Architecture, installed.Native) && !named(c))
            .Where(c => changes.Any(r => r.Action == ChangeAction.Remove && r.Name == c.Name && !ArchitectureChoice.IsForeign(r.Architecture, installed.Native)))
            .Select(c => $"{c.Name}:{c.Architecture}").ToList();
        return replaced.Count == 0
            ? null
            : Conflict($"this would put {string.Join(", ", replaced)} in the place of the {installed.Native} build; nothing was changed. Name it with its architecture if you mean it");
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
            };
    }

    private static PackageFailure Conflict(string message) => new(JobErrorCode.DependencyConflict, message, Retryable: false) { Block = BlockKind.Conflicts };
}
