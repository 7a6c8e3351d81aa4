namespace LinuxPatchApi.Supervision;

/// <summary>Limits of the supervisor with their origin.</summary>
internal static class SupervisionLimits
{
    /// <summary>
    /// For each piece of start-up work. Origin: it calls services over the bus and PackageKit, whose own deadlines add up to minutes;
    /// anything longer hangs.
    /// </summary>
    public static readonly TimeSpan StartUp = TimeSpan.FromMinutes(10);

    /// <summary>
    /// For one round of a vital loop. Origin: a round reads or writes a few files; a disk slower than the unit's TimeoutStopSec of 60 s
    /// would prevent an orderly stop as well.
    /// </summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(60);

    /// <summary>The pause after the first failure of an optional task; each consecutive failure doubles it.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Upper bound of that pause. Origin: delays hourly work by no more than this, and a permanent bug costs twelve log lines an hour.
    /// </summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>A task that ran this long counts as recovered: its next failure is a first one. Origin: twice the longest pause.</summary>
    public static readonly TimeSpan Recovered = TimeSpan.FromMinutes(10);
}
