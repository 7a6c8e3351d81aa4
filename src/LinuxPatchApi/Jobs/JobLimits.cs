namespace LinuxPatchApi.Jobs;

/// <summary>Every number of the job room, with its origin.</summary>
internal static class JobLimits
{
    /// <summary>Log lines kept of one job. Origin: 500 lines show a 200-package run whole; older lines fall out first.</summary>
    public const int LogLines = 500;

    /// <summary>Bytes kept of one log line. Origin: dpkg's own messages stay below 512; a script may print anything.</summary>
    public const int LogLineLength = 1024;

    /// <summary>Changes told in the system journal's line at the end of a job. Origin: what a person reads; the audit log and the job have all.</summary>
    public const int EffectsTold = 64;

    /// <summary>Characters of them. Origin: well below the 48 KiB that journald takes as one line by default.</summary>
    public const int EffectsLength = 4096;

    /// <summary>A job with an Idempotency-Key is kept at least this long. Origin: contract section 4.</summary>
    public static readonly TimeSpan KeyKept = TimeSpan.FromHours(24);

    /// <summary>Bytes of memory of all finished jobs that are shown; the oldest go beyond it, before their number and age are reached. Origin: 500 jobs
    /// of 6 KB on the disk have 8 MB; three times that, read twice at a start, stays below the unit's MemoryHigh.</summary>
    public const long HistoryBytes = 24 * 1024 * 1024;

    /// <summary>Bytes of memory of one client's jobs that are only remembered for their keys. Origin: the admissions of five hours at the default
    /// rate of changes.</summary>
    public const long KeyedBytesPerClient = 12 * 1024 * 1024;

    /// <summary>The same of all clients. Origin: two of them at their limit.</summary>
    public const long KeyedBytes = 2 * KeyedBytesPerClient;

    /// <summary>First answers kept in one job. Origin: one cancel of each of eight clients, four times; 20 KB, written with each record of the
    /// job. Those beyond go into the file of first answers, where a client has room for more.</summary>
    public const int AnswersPerJob = 32;

    /// <summary>Journal size below which nothing is compacted. Origin: 500 finished jobs of 6 KB are 3 MB; above it, a compaction begins when
    /// half of the file is garbage, so that each byte written is rewritten once at most, however long the history is.</summary>
    public const long JournalCompactBytes = 8 * 1024 * 1024;

    /// <summary>A record above this is written without its log lines, which alone may be escaped to six bytes each. Origin: the names of the largest
    /// request (192 Ki characters) as such, as packages and in its first answer, each escaped to six bytes.</summary>
    public const int JournalLineBytes = 4 * 1024 * 1024;

    /// <summary>A journal file above this is not ours and is not read. Origin: four times the finished, remembered and waiting jobs at their
    /// limits, which take less on the disk than in memory, twice for the garbage before a compaction.</summary>
    public const long JournalFileBytes = 256 * 1024 * 1024;

    /// <summary>Bytes of memory of what waiting jobs were asked for, one more included. Origin: as <see cref="HistoryBytes"/>; 100 jobs
    /// (jobs.max_queue_depth) of 240 KB, or twenty of the largest request.</summary>
    public const long WaitingBytes = 24 * 1024 * 1024;

    /// <summary>Time without progress after which a job is called stalled. Origin: PackageKit's apt backend itself warns after 120 s of
    /// silence of dpkg.</summary>
    public static readonly TimeSpan StallAfter = TimeSpan.FromSeconds(120);

    /// <summary>How often the job in hand is looked at within that time. Origin: a fifth more or less does not matter to people.</summary>
    public const int StallSamples = 5;

    /// <summary>Pause before a state that the disk refused is written again. Origin: a full disk is freed by people or rotation, within
    /// minutes; a try is one small write.</summary>
    public static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(5);

    /// <summary>Pause before a job that was closed without a verdict is looked at again. Origin: what kept the package manager from answering
    /// is mended by people or a restart, within minutes.</summary>
    public static readonly TimeSpan VerdictRetry = TimeSpan.FromMinutes(1);

    /// <summary>How long after a time-out a transaction may take to end before its job is closed as TIMEOUT.
    /// Origin: apt's own lock wait is 60 s.</summary>
    public static readonly TimeSpan TimeoutGrace = TimeSpan.FromSeconds(60);

    /// <summary>Seconds a client is told to wait when the queue is full or admission is frozen. Origin: a short job's length.</summary>
    public const int RetryAfterSeconds = 30;

    /// <summary>Progress of one job told no more often than this to one client. Origin: contract, at most 10 updates a second; 8 leave
    /// room for status changes, which never wait.</summary>
    public static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(125);

    /// <summary>Events kept of one job. Origin: two minutes of progress without a pause; a client that resumes later has missed no
    /// status change, only old percentages. 150 KB at most.</summary>
    public const int EventsPerJob = 1000;

    /// <summary>Finished jobs whose progress can still be replayed. Origin: a client that was cut off comes back within seconds; of
    /// older jobs the end is told.</summary>
    public const int EndedEventLogs = 8;

    /// <summary>Status changes of all jobs kept for slow watchers. Origin: each of 100 queued jobs (jobs.max_queue_depth) makes three
    /// within the 15 s after which a silent WebSocket is closed.</summary>
    public const int StatusChanges = 1024;

    /// <summary>Sequence numbers skipped for an unfinished job at a restart of the agent, since progress is not on disk: numbers never
    /// repeat. Origin: a day of 10 events a second.</summary>
    public const long SequencesPerRun = 1_000_000;
}
