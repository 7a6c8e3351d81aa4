using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>
/// The account of elapsed time by which the past is judged: no wall clock ages a job or a key, however it jumps, before, between or after
/// restarts. It goes on from the newest record by what the monotonic clock has counted since then; after a boot by what it has counted since the
/// boot. So it never runs ahead of the time that has passed; what a host was off is not counted, which keeps a record longer, never shorter.
/// </summary>
/// <param name="newest">The newest mark in the records at the start; null when there is none.</param>
internal sealed class HistoryClock(ClockMark? newest, TimeProvider time)
{
    private readonly long _from = newest is null ? 0 : newest.On + SinceOf(newest, UptimeOf(time));
    private readonly long _started = UptimeOf(time);

    public ClockMark Now()
    {
        var uptime = UptimeOf(time);
        return new ClockMark(_from + Math.Max(0, uptime - _started), uptime);
    }

    /// <summary>How long ago something of the account was.</summary>
    public TimeSpan AgeOf(long on) => TimeSpan.FromMilliseconds(Math.Max(0, Now().On - on));

    /// <summary>A monotonic clock behind the mark's is that of a later boot. One ahead of it may be of a later boot too: the difference is less
    /// than the time that has passed then.</summary>
    private static long SinceOf(ClockMark mark, long uptime) => uptime >= mark.Uptime ? uptime - mark.Uptime : uptime;

    private static long UptimeOf(TimeProvider time) => (long)time.GetElapsedTime(0).TotalMilliseconds;
}
