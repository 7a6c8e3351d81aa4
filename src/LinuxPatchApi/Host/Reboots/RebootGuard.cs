using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>Why a reboot is not taken.</summary>
internal enum RebootObstacle
{
    /// <summary>Jobs wait or run, or somebody holds a block inhibitor; <c>force</c> goes over it.</summary>
    Blocked,

    /// <summary>Packages are being written; only <c>force</c> with the acknowledgement of the risk goes over it.</summary>
    DatabaseMutation,

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
    /// <returns>Null when nothing stands in the way.</returns>
    public static RebootObstacle? Check(IReadOnlyList<Job> active, IReadOnlyList<Inhibitor> blocking, bool force, bool acknowledged)
    {
        if (!force)
        {
            return active.Count > 0 || blocking.Count > 0 ? RebootObstacle.Blocked : null;
        }

        return !acknowledged && active.Any(WritesPackages) ? RebootObstacle.DatabaseMutation : null;
    }

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

    private static bool WritesPackages(Job job) => (job.Status == JobStatus.Running || job.VerdictOutstanding)
        && job.Operation is JobOperation.Install or JobOperation.Update or JobOperation.Remove or JobOperation.PatchApply or JobOperation.Rollback
            or JobOperation.SelfUpdate or JobOperation.Repair;
}
