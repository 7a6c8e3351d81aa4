namespace LinuxPatchApi.Supervision;

/// <summary>Every number of the supervisor, with its origin.</summary>
internal static class SupervisionLimits
{
    /// <summary>For each piece of start-up work. Origin: it asks the bus and PackageKit, whose own deadlines add up to minutes; what takes
    /// longer hangs.</summary>
    public static readonly TimeSpan StartUp = TimeSpan.FromMinutes(10);

    /// <summary>For one round of a vital loop. Origin: a round reads or writes a few files; a disk that takes longer than the unit's
    /// TimeoutStopSec of 60 s keeps it from ending in order as well.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(60);

    /// <summary>From the first failure of an optional task until it is started again; doubled with each failure that follows.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Origin: an hour's work is late by no more than this, and a bug that stays costs twelve lines of log an hour.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>A task that ran this long had recovered: its next failure is a first one. Origin: twice the longest pause.</summary>
    public static readonly TimeSpan Recovered = TimeSpan.FromMinutes(10);
}
