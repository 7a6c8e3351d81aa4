using LinuxPatchApi.Timing;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>When to download the revocation list next. Pure; the numbers are here with their origin.</summary>
internal static class CrlSchedule
{
    /// <summary>
    /// The longest wait after the start, so that a fleet that boots at once does not send its requests at once. Origin: half a minute
    /// spreads the 64 hosts that a manager talks to in parallel to about two a second.
    /// </summary>
    public static readonly TimeSpan StartSpread = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The wait after the first failure, doubled by each further one; also the shortest wait of all. Origin: a manager restarts within a
    /// minute.
    /// </summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);

    /// <summary>
    /// From the name resolution to the last byte. Origin: the manager gives its own calls 30 s; 8 MiB then need 2 Mbit/s.
    /// </summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <param name="interval"><c>tls.crl_refresh_seconds</c>.</param>
    /// <param name="failures">Failures in a row; a list that is still overdue counts as one.</param>
    /// <param name="untilNextUpdate">Time until the next update of the list in force, negative when overdue; null when it names
    /// none.</param>
    /// <param name="random">0 to 1.</param>
    public static TimeSpan Next(TimeSpan interval, int failures, TimeSpan? untilNextUpdate, double random)
    {
        var wait = interval;
        if (failures > 0)
        {
            wait = Backoff.After(failures, FirstRetry, interval);
        }
        else if (untilNextUpdate is { } left)
        {
            // The next list is published before the one in force is due; half of the time left allows more than one attempt.
            wait = left / 2 < interval ? left / 2 : interval;
        }
        return Backoff.Vary(wait > FirstRetry ? wait : FirstRetry, random);
    }
}
