using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>Why a reboot is not taken.</summary>
internal enum RebootObstacle
{
    /// <summary>Jobs wait or run, or somebody holds a block inhibitor; <c>force</c> goes over it.</summary>
    Blocked,

    /// <summary>Packages are being written; only <c>force</c> with the acknowledgement of the risk goes over it.</summary>
    DatabaseMutation,

    /// <summary>A package is installed in part: its files may be of two versions, and the host may not come up with it; only <c>force</c> with the
    /// acknowledgement of the risk goes over it.</summary>
    DatabaseUnclean,

    /// <summary>A reboot is reserved already, or the agent shuts down.</summary>
    Frozen,

    /// <summary>logind or the bus is not there.</summary>
    Unavailable,

    /// <summary>The job could not be stored.</summary>
    StorageFailed,
}

/// <summary>The guard levels of a reboot (contract section 8). Pure.</summary>
internal static class RebootGuard
{
    /// <param name="unclean">What of the package database is in part; while a job writes packages that is its work.</param>
    /// <returns>Null when nothing stands in the way.</returns>
    public static RebootObstacle? Check(
        IReadOnlyList<Job> active, IReadOnlyList<Inhibitor> blocking, UncleanDatabase? unclean, bool force, bool acknowledged)
    {
        if (!force && (active.Count > 0 || blocking.Count > 0))
        {
            return RebootObstacle.Blocked;
        }

        return force && acknowledged ? null
            : active.Any(WritesPackages) ? RebootObstacle.DatabaseMutation
            : unclean is not null ? RebootObstacle.DatabaseUnclean
            : null;
    }

    /// <summary>What keeps an apply from its own reboot, which knows no force; null when nothing does.</summary>
    /// <param name="unavailable">Why logind cannot be asked; null when it answers.</param>
    public static string? Against(string? unavailable, IReadOnlyList<Inhibitor> blocking, UncleanDatabase? unclean) =>
        unavailable ?? (blocking.Count > 0 ? "blocked by " + Names(blocking) : unclean?.Told);

    /// <summary>Who holds the locks, and why.</summary>
    public static string Names(IReadOnlyList<Inhibitor> blocking) => string.Join(", ", blocking.Select(i => $"{i.Who} ({i.Why})"));

    /// <summary>Shortly before the host goes down.</summary>
    /// <param name="scheduled">What logind has scheduled; null for nothing.</param>
    /// <param name="at">What it was asked for.</param>
    /// <returns>Why there will be no reboot of ours, null when there will be; and whether the schedule is ours to cancel.</returns>
    public static (string? Problem, bool IsOurs) LookAgain(
        ScheduledShutdown? scheduled, DateTimeOffset at, IReadOnlyList<Inhibitor> blocking, bool force)
    {
        if (scheduled is null)
        {
            return ("the scheduled reboot was cancelled by somebody else", false);
        }

        if (!IsOurs(scheduled, at))
        {
            return ($"somebody else scheduled another {scheduled.Type} in its place, for {scheduled.At:yyyy-MM-dd'T'HH:mm:ss'Z'}", false);
        }

        return (force || blocking.Count == 0 ? null : "blocked by " + Names(blocking), true);
    }

    /// <summary>Whether a schedule is the one that was asked for, and so ours to cancel.</summary>
    public static bool IsOurs(ScheduledShutdown? scheduled, DateTimeOffset at) =>
        scheduled is { Type: "reboot" } && (scheduled.At - at).Duration() <= RebootLimits.SameMoment;

    private static bool WritesPackages(Job job) => (job.Status == JobStatus.Running || job.VerdictOutstanding) && job.Request.WritesPackages();
}
