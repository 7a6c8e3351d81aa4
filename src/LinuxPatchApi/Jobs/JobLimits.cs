namespace LinuxPatchApi.Jobs;

/// <summary>Every number of the job room, with its origin.</summary>
internal static class JobLimits
{
    /// <summary>Log lines kept of one job. Origin: 500 lines show a 200-package run whole; older lines fall out first.</summary>
    public const int LogLines = 500;

    /// <summary>Bytes kept of one log line. Origin: dpkg's own messages stay below 512; a script may print anything.</summary>
    public const int LogLineLength = 1024;

    /// <summary>A job with an Idempotency-Key is kept at least this long. Origin: contract section 4.</summary>
    public static readonly TimeSpan KeyKept = TimeSpan.FromHours(24);

    /// <summary>Journal size that starts a compaction. Origin: 500 finished jobs of 6 KB are 3 MB; twice that bounds the rewrites.</summary>
    public const long JournalCompactBytes = 8 * 1024 * 1024;

    /// <summary>A journal line above this is corrupt. Origin: 500 log lines of 1 KiB and 500 packages stay below 1 MiB.</summary>
    public const int JournalLineBytes = 4 * 1024 * 1024;

    /// <summary>How long after a time-out a transaction may take to end before its job is closed as TIMEOUT.
    /// Origin: apt's own lock wait is 60 s.</summary>
    public static readonly TimeSpan TimeoutGrace = TimeSpan.FromSeconds(60);

    /// <summary>Seconds a client is told to wait when the queue is full or admission is frozen. Origin: a short job's length.</summary>
    public const int RetryAfterSeconds = 30;
}
