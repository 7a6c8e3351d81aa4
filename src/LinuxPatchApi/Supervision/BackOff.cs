namespace LinuxPatchApi.Supervision;

/// <summary>How long a task that failed rests before it is started again. Pure.</summary>
internal static class BackOff
{
    /// <param name="failures">In a row, the last one included; from 1 on.</param>
    public static TimeSpan After(int failures)
    {
        var pause = SupervisionLimits.FirstPause;
        for (var i = 1; i < failures && pause < SupervisionLimits.LongestPause; i++)
        {
            pause *= 2;
        }

        return pause < SupervisionLimits.LongestPause ? pause : SupervisionLimits.LongestPause;
    }

    /// <summary>Failures in a row after one more.</summary>
    /// <param name="ran">How long the task had run this time.</param>
    public static int Count(int failures, TimeSpan ran) => ran >= SupervisionLimits.Recovered ? 1 : failures + 1;
}
