namespace LinuxPatchApi.SelfUpdate;

/// <summary>All limits of the self-update, with their origins.</summary>
internal static class SelfUpdateLimits
{
    /// <summary>
    /// How long the package database may stay locked after the program was replaced, before the previous package is restored. While it is
    /// locked the deadline does not run: other packages of the same transaction may still be written. Origin: twice the unit's
    /// TimeoutStartSec, which a maintainer script may wait for, and a slow disk.
    /// </summary>
    public static readonly TimeSpan MaxBusy = TimeSpan.FromMinutes(5);

    /// <summary>Interval at which the guard compares the files. Origin: three calls of stat; a small part of the shortest
    /// deadline.</summary>
    public static readonly TimeSpan GuardInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Interval at which the agent connects to its own listener, or waits for the guard. Origin: well below the five seconds of
    /// the contract.</summary>
    public static readonly TimeSpan AgentInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Attempts of the present version to answer itself, before anything changes. Origin: ten seconds at most, for a slow
    /// moment of the host.</summary>
    public const int ProbeAttempts = 8;

    /// <summary>Deadline of the download of the present version, for the way back. Origin: one package of 15 MB at 50 KB/s.</summary>
    public static readonly TimeSpan DownloadDeadline = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Attempts to restore the previous package, all restarts of the guard included. Origin: the first may meet an interrupted database,
    /// the second a lock.
    /// </summary>
    public const int RestoreAttempts = 5;

    /// <summary>Pause between two attempts. Origin: PackageKit's daemon needs a second to exit and come back.</summary>
    public static readonly TimeSpan RestorePause = TimeSpan.FromSeconds(3);

    /// <summary>Deadline of one attempt. Origin: one package of 15 MB that is on the disk; twenty times what a slow disk needs.</summary>
    public static readonly TimeSpan RestoreDeadline = TimeSpan.FromMinutes(5);

    /// <summary>Deadline of a repair of the package database. Origin: as an attempt, whose package it may have to configure.</summary>
    public static readonly TimeSpan RepairDeadline = RestoreDeadline;

    /// <summary>Deadline of a query for the installed version. Origin: PackageKit starts in seconds.</summary>
    public static readonly TimeSpan QueryDeadline = TimeSpan.FromSeconds(30);

    /// <summary>Deadline of stopping or starting the agent. Origin: its unit's TimeoutStartSec, and half a minute.</summary>
    public static readonly TimeSpan UnitDeadline = TimeSpan.FromMinutes(2);

    /// <summary>How long the agent waits for the guard's ending. Origin: all attempts at their deadline, and one minute.</summary>
    public static readonly TimeSpan AwaitRestore = (RestoreAttempts * (RestoreDeadline + RepairDeadline + (2 * QueryDeadline)
        + RestorePause))
        + (2 * UnitDeadline) + TimeSpan.FromMinutes(1);

    /// <summary>Bytes of a record of a self-update. Origin: ten short lines, and a reason of the package manager.</summary>
    public const int RecordBytes = 16 * 1024;

    /// <summary>Characters of a reason in a record. Origin: as a log line of a job.</summary>
    public const int ReasonLength = 1024;

    /// <summary>Seconds that a client may ask for before the change. Origin: contract section 4.</summary>
    public const int MaxDelaySeconds = 300;

    /// <summary>Seconds before the change when the client of POST /api/v1/system/update names none. Origin: contract section 4.</summary>
    public const int DefaultDelaySeconds = 5;
}
