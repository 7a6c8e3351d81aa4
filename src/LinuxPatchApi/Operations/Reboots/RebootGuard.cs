using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>Why a reboot is refused.</summary>
internal enum RebootObstacle
{
    /// <summary>Jobs wait or run, or another program holds a block inhibitor; <c>force</c> overrides it.</summary>
    Blocked,

    /// <summary>Packages are being written; only <c>force</c> with the acknowledgement of the risk overrides it.</summary>
    DatabaseMutation,

    /// <summary>The agent updates itself; only <c>force</c> with the acknowledgement of the risk overrides it.</summary>
    SelfUpdate,

    /// <summary>
    /// A package is partly installed: its files may be of two versions, and the host may not boot; only <c>force</c> with the
    /// acknowledgement of the risk overrides it.
    /// </summary>
    DatabaseUnclean,

    /// <summary>A reboot is reserved already, or the agent shuts down.</summary>
    Frozen,

    /// <summary>The client has lost the role for it while its request waited.</summary>
    RoleLost,

    /// <summary>logind or the bus is unavailable.</summary>
    Unavailable,

    /// <summary>The job could not be stored.</summary>
    StorageFailed,
}

/// <summary>The guard levels of a reboot (contract section 8). Pure.</summary>
internal static class RebootGuard
{
    /// <param name="unclean">Partly installed packages; while a job writes packages they are its own work.</param>
    /// <returns>Null when there is no obstacle.</returns>
    public static RebootObstacle? Check(
        IReadOnlyList<Job> active, IReadOnlyList<Inhibitor> blocking, UncleanDatabase? unclean, bool force, bool acknowledged)
    {
        if (!force && (active.Count > 0 || blocking.Count > 0))
        {
            return RebootObstacle.Blocked;
        }

        return force && acknowledged ? null
            : active.Any(j => j.Request.IsExclusive()) ? RebootObstacle.SelfUpdate
            : active.Any(WritesPackages) ? RebootObstacle.DatabaseMutation
            : unclean is not null ? RebootObstacle.DatabaseUnclean
            : null;
    }

    /// <summary>Returns the obstacle to an apply's own reboot, which has no force; null when there is none.</summary>
    /// <param name="unavailable">Why logind cannot be queried; null when it answers.</param>
    /// <param name="ahead">What somebody else has scheduled, which the reboot would replace.</param>
    public static string? Against(
        string? unavailable, IReadOnlyList<Inhibitor> blocking, UncleanDatabase? unclean, ScheduledShutdown? ahead) =>
        unavailable ?? (blocking.Count > 0 ? "blocked by " + Names(blocking) : unclean?.Text ?? (ahead is null ? null : Theirs(ahead)));

    /// <summary>Returns the holders of the inhibitors with their reasons, both of which any user of the host may choose.</summary>
    public static string Names(IReadOnlyList<Inhibitor> blocking) =>
        Counted.Names([.. blocking.Select(Name)], RebootLimits.InhibitorsNamed);

    public static string Name(Inhibitor one) => $"{Short(one.Who)} ({Short(one.Why)})";

    public static string Short(string text) => OneLine.Of(text, RebootLimits.InhibitorLength);

    /// <summary>Compares a reservation with what logind has.</summary>
    /// <param name="scheduled">What logind has scheduled; null for nothing.</param>
    /// <param name="at">The requested time.</param>
    /// <returns>Why this agent's reboot will not happen, null when it will; and true when the schedule may be cancelled by this
    /// agent.</returns>
    public static (string? Problem, bool IsOurs) Recheck(
        ScheduledShutdown? scheduled, DateTimeOffset at, IReadOnlyList<Inhibitor> blocking, bool force)
    {
        if (scheduled is null)
        {
            return ("the reboot was withdrawn on the host", false);
        }

        if (!IsOurs(scheduled, at))
        {
            return (TookItsPlace(scheduled), false);
        }

        return (force || blocking.Count == 0 ? null : "blocked by " + Names(blocking), true);
    }

    /// <summary>True when a schedule is the requested one, which this agent may cancel.</summary>
    public static bool IsOurs(ScheduledShutdown? scheduled, DateTimeOffset at) =>
        scheduled is { Type: "reboot" } && (scheduled.At - at).Duration() <= RebootLimits.SameMoment;

    /// <summary>
    /// True when another schedule than the requested one counts instead of it. One that the agent keeps itself, over inhibitors, is not
    /// with logind: a trial run there, after which the host stays up, does not touch it.
    /// </summary>
    public static bool IsReplaced(ScheduledShutdown? scheduled, DateTimeOffset at, bool isKeptByAgent) =>
        scheduled is not null && !IsOurs(scheduled, at) && !(isKeptByAgent && IsTrial(scheduled));

    /// <summary>True for a trial run, after which the host stays up.</summary>
    public static bool IsTrial(ScheduledShutdown scheduled) => scheduled.Type.StartsWith("dry-", StringComparison.Ordinal);

    public static string TookItsPlace(ScheduledShutdown scheduled) =>
        $"{Named(scheduled)}, which somebody scheduled on the host, took its place";

    public static string Theirs(ScheduledShutdown scheduled) =>
        $"{Named(scheduled)} is scheduled on the host, not by a job of this agent: 'shutdown -c' there takes it back";

    private static string Named(ScheduledShutdown scheduled) =>
        $"a {Short(scheduled.Type)} at {scheduled.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";

    /// <summary>Returns what takes the host down at a set time, and this agent's job behind it.</summary>
    /// <param name="reserved">The job that waits for its reboot; logind need not have its schedule, which may wait for inhibitors.</param>
    /// <param name="found">What logind has scheduled.</param>
    public static (ScheduledShutdown? What, Job? By) Scheduled(Job? reserved, ScheduledShutdown? found) =>
        reserved?.RebootAt is { } at && (found is null || IsOurs(found, at))
            ? (new ScheduledShutdown("reboot", at), reserved)
            : (found, null);

    private static bool WritesPackages(Job job) =>
        (job.Status == JobStatus.Running || job.VerdictOutstanding) && job.Request.WritesPackages();
}
