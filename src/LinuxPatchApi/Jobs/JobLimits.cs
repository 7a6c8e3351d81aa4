namespace LinuxPatchApi.Jobs;

/// <summary>All limits of jobs, with their origins.</summary>
internal static class JobLimits
{
    /// <summary>Log lines stored of one job. Origin: 500 lines show a 200-package run completely; older lines are dropped first.</summary>
    public const int LogLines = 500;

    /// <summary>Characters stored of one log line. Origin: dpkg's own messages stay below 512; a script may print anything.</summary>
    public const int LogLineLength = 1024;

    /// <summary>
    /// Characters of a job's message and of its error. Origin: apt's account of the unmet dependencies of thirty packages; both of 500 jobs
    /// need less than 13 MB on disk.
    /// </summary>
    public const int MessageLength = 4096;

    /// <summary>
    /// Changes in the system journal's line at the end of a job. Origin: what a person reads; the audit log and the job have all of them.
    /// </summary>
    public const int EffectsLogged = 64;

    /// <summary>Characters of those changes. Origin: well below the 48 KiB that journald accepts as one line by default.</summary>
    public const int EffectsLength = 4096;

    /// <summary>The least time that a job with an Idempotency-Key is remembered. Origin: contract section 4.</summary>
    public static readonly TimeSpan KeyKept = TimeSpan.FromHours(24);

    /// <summary>
    /// Bytes of memory of all finished jobs in the history; the oldest are dropped beyond it, even when fewer and younger than
    /// configured. Origin: 500 jobs of 6 KB on disk need 8 MB; three times that, read twice at a start, stays below the unit's
    /// MemoryHigh.
    /// </summary>
    public const long HistoryBytes = 24 * 1024 * 1024;

    /// <summary>
    /// Bytes of memory of one client's jobs that are remembered only for their keys. Origin: the admissions of five hours at the default
    /// rate of changes.
    /// </summary>
    public const long KeyedBytesPerClient = 12 * 1024 * 1024;

    /// <summary>The same for all clients. Origin: two of them at their limit.</summary>
    public const long KeyedBytes = 2 * KeyedBytesPerClient;

    /// <summary>
    /// First answers to cancels stored in one job. Origin: one cancel of each of eight clients, four times; 20 KB, written with each record
    /// of the job. Further ones have a record each, within <see cref="KeyedBytesPerClient"/>.
    /// </summary>
    public const int AnswersPerJob = 32;

    /// <summary>First answers stored beyond that. Origin: a job's reboot is cancelled once, and a job is deleted once.</summary>
    public const int LastAnswers = 2;

    /// <summary>
    /// Journal size below which nothing is compacted. Origin: 500 finished jobs of 6 KB are 3 MB; above it, a compaction begins when half
    /// of the file is garbage, so that each byte is rewritten once at most, however long the history is.
    /// </summary>
    public const long JournalCompactBytes = 8 * 1024 * 1024;

    /// <summary>
    /// Journal size from which any <see cref="JournalCompactBytes"/> of garbage are reason enough for a compaction. Origin: three quarters
    /// of
    /// <see cref="JournalFileBytes"/>, so that the journal never grows beyond what the next start reads.
    /// </summary>
    public const long JournalLargeBytes = JournalFileBytes / 4 * 3;

    /// <summary>
    /// A larger record is written without its log lines, then without its warnings and reasons, and that of an ended job without its lists.
    /// Origin: the names of the largest request (192 Ki characters) as such, as packages and in its first answer, there escaped to seven
    /// bytes each.
    /// </summary>
    public const int JournalLineBytes = 4 * 1024 * 1024;

    /// <summary>
    /// A larger journal file is not the agent's and is not read. Origin: four times the finished, remembered and waiting jobs at their
    /// limits, which need less on disk than in memory (<see cref="Journal.JournalJson"/> escapes nothing that JSON does not
    /// require), twice for the garbage before a compaction.
    /// </summary>
    public const long JournalFileBytes = 256 * 1024 * 1024;

    /// <summary>
    /// Files kept that somebody put in the journal's place. Origin: one a day for a week, and one more; a rotation that goes on for longer
    /// must not fill the disk.
    /// </summary>
    public const int ReplacedJournals = 8;

    /// <summary>
    /// Bytes of memory of the requests and first answers of all waiting jobs, including the new one. Origin: as <see cref="HistoryBytes"/>;
    /// 100 jobs
    /// (jobs.max_queue_depth) of 240 KB, or twenty of the largest request.
    /// </summary>
    public const long WaitingBytes = 24 * 1024 * 1024;

    /// <summary>
    /// Time without progress after which a job counts as stalled. Origin: PackageKit's apt backend itself warns after 120 s without
    /// output of dpkg.
    /// </summary>
    public static readonly TimeSpan StallAfter = TimeSpan.FromSeconds(120);

    /// <summary>Checks of the running job within that time. Origin: a fifth more or less does not matter to people.</summary>
    public const int StallSamples = 5;

    /// <summary>
    /// Pause before a failed write is retried. Origin: people or log rotation free a full disk within minutes; a retry is one small
    /// write.
    /// </summary>
    public static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Interval of checks whether the journal's file is still in its place. Origin: a check is a readlink and a stat; a kill within that
    /// time of a removal would be a second accident.
    /// </summary>
    public static readonly TimeSpan JournalCheckInterval = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Pause before a job that was closed without a verdict is checked again. Origin: what kept the package manager from answering is
    /// repaired by people or a restart, within minutes.
    /// </summary>
    public static readonly TimeSpan VerdictRetry = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Time after the time-out for a transaction to end before its job is closed as TIMEOUT. Origin: apt's own lock wait is 60 s.
    /// </summary>
    public static readonly TimeSpan TimeoutGrace = TimeSpan.FromSeconds(60);

    /// <summary>Seconds in Retry-After when the queue is full or admission is frozen. Origin: a short job's length.</summary>
    public const int RetryAfterSeconds = 30;

    /// <summary>
    /// The shortest interval between two progress events of a job for one client. Origin: contract, at most 10 updates a second; 8 leave
    /// headroom for status changes, which never wait.
    /// </summary>
    public static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(125);

    /// <summary>
    /// Events stored of one job. Origin: two minutes of uninterrupted progress; a client that resumes later has missed no status change,
    /// only old percentages. 150 KB at most.
    /// </summary>
    public const int EventsPerJob = 1000;

    /// <summary>
    /// Finished jobs whose progress can still be replayed. Origin: a disconnected client returns within seconds; of older jobs it gets
    /// the end.
    /// </summary>
    public const int EndedEventLogs = 8;

    /// <summary>
    /// Status changes of all jobs stored for slow watchers. Origin: each of 100 queued jobs (jobs.max_queue_depth) makes three within the
    /// 15 s after which a silent WebSocket is closed.
    /// </summary>
    public const int StatusChanges = 1024;

    /// <summary>
    /// Jobs that left the history and are still named to clients that read changes. Origin: half of the default history; a client that
    /// was away for longer reads everything once.
    /// </summary>
    public const int RemovedJobs = 256;

    /// <summary>
    /// Sequence numbers skipped for an unfinished job at a restart of the agent, because progress is not on disk: numbers never repeat.
    /// Origin: a day of 10 events a second.
    /// </summary>
    public const long SequencesPerRun = 1_000_000;
}
