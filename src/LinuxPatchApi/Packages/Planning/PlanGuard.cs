using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>Whether a plan does more than was asked for. Pure.</summary>
internal static class PlanGuard
{
    /// <summary>Without these the host cannot be patched, reached or started again. They go only with <c>force</c>.</summary>
    private static readonly HashSet<string> Protected = new(StringComparer.Ordinal)
    {
        "linux-patch-api", "packagekit", "PackageKit", "polkitd", "policykit-1", "polkit", "dbus", "dbus-broker", "systemd", "systemd-sysv", "dpkg", "apt", "rpm", "dnf", "pacman",
    };

    /// <param name="asked">Whether the client asked for this package to be removed.</param>
    /// <returns>Null when the plan may go on.</returns>
    public static PackageFailure? Removals(IEnumerable<PackageChange> changes, Func<PackageChange, bool> asked, bool force)
    {
        if (force)
        {
            return null;
        }

        var removals = changes.Where(c => c.Action == ChangeAction.Remove).ToList();
        var more = removals.Where(c => !asked(c)).Select(c => c.Name).ToList();
        if (more.Count > 0)
        {
            return Conflict($"this would also remove {string.Join(", ", more)}; nothing was changed. Repeat with force to accept that");
        }

        var vital = removals.Select(c => c.Name).Where(Protected.Contains).ToList();
        return vital.Count > 0
            ? Conflict($"{string.Join(", ", vital)} is needed to manage this host; nothing was changed. Repeat with force to remove it all the same")
            : null;
    }

    public static PackageFailure? Downgrades(IEnumerable<PackageChange> changes, bool allowed)
    {
        var down = changes.Where(c => c.Action == ChangeAction.Downgrade).Select(c => $"{c.Name} {c.FromVersion} to {c.ToVersion}").ToList();
        return allowed || down.Count == 0 ? null : Conflict($"this would downgrade {string.Join(", ", down)}; set options.allow_downgrade to accept that");
    }

    /// <summary>PackageKit up to 1.3.1 changes held packages and clears their hold.</summary>
    public static PackageFailure? Holds(IEnumerable<PackageChange> changes, InstalledInventory installed, bool force)
    {
        var held = changes.Where(c => installed.Predecessor(new PackageKey(c.Name, c.Architecture))?.Held ?? false).Select(c => c.Name).ToList();
        return force || held.Count == 0 ? null : Conflict($"{string.Join(", ", held)} is held on the host; lift the hold there, or set options.force");
    }

    private static PackageFailure Conflict(string message) => new(JobErrorCode.DependencyConflict, message, Retryable: false);
}
