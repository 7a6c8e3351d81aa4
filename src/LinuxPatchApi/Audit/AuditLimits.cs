namespace LinuxPatchApi.Audit;

/// <summary>Every number of the audit room, with its origin.</summary>
internal static class AuditLimits
{
    /// <summary>Entries that wait for the writer. Origin: a minute of requests at the rate limits of ten clients.</summary>
    public const int QueueLength = 2048;

    /// <summary>Between the first entry of a batch and its writing, so that a busy second is a few writes instead of one for each request.
    /// Origin: the queue takes it at 40 000 requests a second. Real time: nothing here depends on what the clock says.</summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    /// <summary>What a line usually takes; a longer one makes the buffer grow.</summary>
    public const int LineBytes = 512;

    /// <summary>Characters kept of a job's message, which is the agent's own text. Origin: twice the longest text of a peer (PeerText.Longest),
    /// which a message may quote.</summary>
    public const int TextLength = 1024;

    /// <summary>Changes told of one job. Origin: the largest backlog seen with its new dependencies, a host half a year behind.</summary>
    public const int Changes = 256;

    /// <summary>Bytes of the changes of one job, beyond which no other is begun. Origin: so many usual ones of 150 bytes; an eighth of
    /// <see cref="LongestLine"/>, and one more change of the longest texts stays below a quarter.</summary>
    public const int ChangesBytes = 32 * 1024;

    /// <summary>Size at which a file is rotated within its day. Origin: two weeks of a fleet manager's polling at 64 hosts' pace; opens
    /// in any pager.</summary>
    public const long FileBytes = 16 * 1024 * 1024;

    /// <summary>Size of all rotated files; the oldest go first, before their time. Origin: 64 full files, a tenth of a small /var.</summary>
    public const long TotalBytes = 64 * FileBytes;

    /// <summary>Bytes at the end of a file in which its last entry is looked for first; where there is none, in four times as much, and so on.
    /// Origin: the longest line.</summary>
    public const int TailBytes = LongestLine;

    /// <summary>Bytes at the end of a file beyond which no entry is looked for. Origin: four full files; the agent lets none become
    /// larger than <see cref="FileBytes"/> and what one batch adds.</summary>
    public const int MostTailBytes = 64 * 1024 * 1024;

    /// <summary>Lines a minute for reads, and as many for health; what is beyond is counted in one line. Origin: ten clients at the default rate
    /// limit of reads. A year of such a flood would be 200 GB, so <see cref="TotalBytes"/> stands behind it.</summary>
    public const int LinesPerMinute = 1200;

    /// <summary>Lines a minute for what one client is refused, for its reads and its changes each. Origin: twice the default rate of reads, twelve
    /// times that of changes, so that at default rates every refusal has its line.</summary>
    public const int RefusalsPerMinute = 240;

    /// <summary>Shares of <see cref="RefusalsPerMinute"/>; whoever comes later has one together with others. Origin: as many clients as the rate
    /// limiter tells apart; 100 KB.</summary>
    public const int Shares = 1024;

    /// <summary>How often what was dropped or not written is told. Origin: the minute of the rate limits.</summary>
    public static readonly TimeSpan DropInterval = TimeSpan.FromMinutes(1);

    /// <summary>Rows of one such line; whoever comes later shares the last. Origin: 64 hosts of a manager; 8 KB a line.</summary>
    public const int DropRows = 64;

    /// <summary>Bytes of the longest line that is written. Origin: <see cref="DropRows"/> rows with a subject of PeerText.Longest characters,
    /// each escaped to six bytes, and a hundred bytes of names and numbers.</summary>
    public const int LongestLine = 256 * 1024;

    /// <summary>A line above this is no entry. Origin: as <see cref="MostTailBytes"/>; earlier agents wrote lines of any length, which are
    /// good entries.</summary>
    public const int LongestRead = MostTailBytes;

    /// <summary>Most that the time between two files counts for their age. Origin: a file is rotated once a day; more is a log without a line,
    /// or a clock that was set, and the two look alike.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromDays(1);

    /// <summary>Time for the last entries when the agent ends. Origin: well below the unit's TimeoutStopSec after the drain.</summary>
    public static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
}
