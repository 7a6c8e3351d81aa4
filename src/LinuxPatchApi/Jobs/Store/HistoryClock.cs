using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>
/// The clock of elapsed time that ages jobs and keys: no jump of the wall clock affects it, before, between or after restarts. It
/// continues from the newest record by what the monotonic clock of the same boot has counted since. After another boot it continues
/// from the record itself: a container may have moved to a host that has been up for long, so nothing is known about the time between.
/// So it never runs ahead of the time that has passed; what it does not count keeps a record longer, never shorter.
/// </summary>
/// <param name="newest">The newest mark of the records at the start; null when there is none.</param>
/// <param name="boot">This boot: <see cref="ClockMark.BootOf"/>; null when it is not known.</param>
internal sealed class HistoryClock(ClockMark? newest, TimeProvider time, int? boot = null)
{
    private readonly long _from = newest is null ? 0 : newest.On + SinceOf(newest, UptimeOf(time), boot);
    private readonly long _started = UptimeOf(time);

    public ClockMark Now()
    {
        var uptime = UptimeOf(time);
        return new ClockMark(_from + Math.Max(0, uptime - _started), uptime, boot);
    }

    /// <summary>Returns the age of a point of this clock.</summary>
    public TimeSpan AgeOf(long on) => TimeSpan.FromMilliseconds(Math.Max(0, Now().On - on));

    /// <summary>
    /// Where a boot is not known, a monotonic clock behind the mark's belongs to a later one. One ahead of it may as well: on the same host
    /// the difference is less than the time that has passed.
    /// </summary>
    private static long SinceOf(ClockMark mark, long uptime, int? boot) =>
        boot is not null && mark.Boot is not null && mark.Boot != boot ? 0
        : uptime >= mark.Uptime ? uptime - mark.Uptime
        : uptime;

    private static long UptimeOf(TimeProvider time) => (long)time.GetElapsedTime(0).TotalMilliseconds;
}
