namespace LinuxPatchApi.Audit;

/// <summary>Every limit of the audit log, with its origin.</summary>
internal static class AuditLimits
{
    /// <summary>Entries queued for the writer. Origin: a minute of requests at the rate limits of ten clients.</summary>
    public const int QueueLength = 2048;

    /// <summary>
    /// Delay between the first entry of a batch and its write, so that a busy second needs a few writes instead of one per request. Origin:
    /// the queue holds that much at 40 000 requests per second. Real time, independent of the clock.
    /// </summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    /// <summary>Bytes of a usual line; the buffer grows for a longer one.</summary>
    public const int LineBytes = 512;

    /// <summary>Characters kept of a job's message, which the agent composes. Origin: twice the longest text of a peer (PeerText.Longest),
    /// which a message may quote.</summary>
    public const int TextLength = 1024;

    /// <summary>Changes recorded per job. Origin: the largest backlog seen with its new dependencies, a host half a year behind.</summary>
    public const int Changes = 256;

    /// <summary>
    /// Bytes of the changes of one job after which no further change is written. Origin: <see cref="Changes"/> usual ones of 150 bytes,
    /// rounded down; an eighth of <see cref="LongestLine"/>, and one more change of the longest texts stays below a quarter.
    /// </summary>
    public const int ChangesBytes = 32 * 1024;

    /// <summary>
    /// Bytes at which a file is rotated within its day. Origin: two weeks of polling by a fleet manager with 64 hosts; opens in any pager.
    /// </summary>
    public const long FileBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Bytes of all rotated files; above it the oldest are deleted early. Origin: 64 full files, a tenth of a small /var.
    /// </summary>
    public const long TotalBytes = 64 * FileBytes;

    /// <summary>Bytes at the end of a file first searched for its last entry; without one, four times as many, and so on.
    /// Origin: the longest line.</summary>
    public const int TailBytes = LongestLine;

    /// <summary>Bytes at the end of a file beyond which the search stops. Origin: four full files; the agent lets no file grow larger than
    /// <see cref="FileBytes"/> and one batch.</summary>
    public const int MostTailBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Lines per minute for reads, and as many for health; the rest is counted in one line. Origin: ten clients at the default rate limit
    /// of reads. A year of such a flood would be 200 GB, which <see cref="TotalBytes"/> bounds.
    /// </summary>
    public const int LinesPerMinute = 1200;

    /// <summary>
    /// Lines per minute for refusals of one client, for its reads and its changes each. Origin: twice the default rate of reads and twelve
    /// times that of changes, so that at default rates every refusal has its line.
    /// </summary>
    public const int RefusalsPerMinute = 240;

    /// <summary>Number of shares of <see cref="RefusalsPerMinute"/>; later clients have a common one. Origin: as many clients as the rate
    /// limiter distinguishes; 100 KB.</summary>
    public const int Shares = 1024;

    /// <summary>Time from the first drop to the line that counts the drops. Origin: the minute of the rate limits.</summary>
    public static readonly TimeSpan DropInterval = TimeSpan.FromMinutes(1);

    /// <summary>Rows of one such line; later clients share one more. Origin: the 64 hosts of a manager; 8 KB per line.</summary>
    public const int DropRows = 64;

    /// <summary>Bytes of the longest line written. Origin: <see cref="DropRows"/> rows with a subject of PeerText.Longest characters, each
    /// escaped to six bytes, and a hundred bytes of names and numbers.</summary>
    public const int LongestLine = 256 * 1024;

    /// <summary>
    /// Bytes of the longest line read as an entry. Origin: as <see cref="MostTailBytes"/>; earlier agents wrote lines of any length, which
    /// are valid entries.
    /// </summary>
    public const int LongestRead = MostTailBytes;

    /// <summary>
    /// Largest gap between two files that counts towards their age. Origin: a file is rotated once a day; a longer gap means no lines, or a
    /// clock that was set, and the two cannot be told apart.
    /// </summary>
    public static readonly TimeSpan Gap = TimeSpan.FromDays(1);

    /// <summary>Time to write the last entries when the agent stops. Origin: well below what TimeoutStopSec of the unit leaves after the
    /// drain.</summary>
    public static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
}
