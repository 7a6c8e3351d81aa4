namespace LinuxPatchApi.Supervision;

/// <summary>How long to wait before a failed task is restarted. Pure.</summary>
internal static class BackOff
{
    /// <param name="failures">Consecutive failures, including the latest; at least 1.</param>
    public static TimeSpan After(int failures)
    {
        var pause = SupervisionLimits.FirstPause;
        for (var i = 1; i < failures && pause < SupervisionLimits.LongestPause; i++)
        {
            pause *= 2;
        }

        return pause < SupervisionLimits.LongestPause ? pause : SupervisionLimits.LongestPause;
    }

    /// <summary>Returns the number of consecutive failures after one more.</summary>
    /// <param name="ran">How long the task ran before this failure.</param>
    public static int Count(int failures, TimeSpan ran) => ran >= SupervisionLimits.Recovered ? 1 : failures + 1;
}
