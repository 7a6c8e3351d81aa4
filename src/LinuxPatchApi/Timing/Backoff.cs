namespace LinuxPatchApi.Timing;

/// <summary>Waits that grow after failures, and that vary so that hosts which began together drift apart. Pure.</summary>
internal static class Backoff
{
    /// <summary>Part of a wait by which it varies. Origin: enough to drift apart within a few rounds.</summary>
    private const double Jitter = 0.1;

    /// <summary>Origin: a minute doubled that often is two years, longer than any wait, and still a time that can be computed.</summary>
    private const int MostDoublings = 20;

    /// <summary>The first wait, doubled by each further failure.</summary>
    /// <param name="failures">In a row, one at least.</param>
    /// <param name="longest">No wait is longer.</param>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest)
    {
        var wait = first * Math.Pow(2, Math.Min(failures - 1, MostDoublings));
        return wait < longest ? wait : longest;
    }

    /// <param name="random">0 to 1.</param>
    public static TimeSpan Vary(TimeSpan wait, double random) => wait * (1 - Jitter + (2 * Jitter * random));
}
