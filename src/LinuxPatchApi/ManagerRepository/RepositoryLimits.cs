using LinuxPatchApi.Timing;

namespace LinuxPatchApi.ManagerRepository;

/// <summary>Limits around the manager's repository configuration.</summary>
internal static class RepositoryLimits
{
    /// <summary>Bytes of the manager's answer. Origin: two armoured RSA keys with many signatures have 30 KB.</summary>
    public const int AnswerBytes = 256 * 1024;

    /// <summary>Bytes of the record. Origin: two dates and a sentence.</summary>
    public const int RecordBytes = 16 * 1024;

    /// <summary>Bytes of a file of this host that is compared. Origin: the longest list of repositories has some KB, a key 60.</summary>
    public const int FileBytes = 256 * 1024;

    /// <summary>Characters of a reason. Origin: two lines of a terminal.</summary>
    public const int ReasonCharacters = 300;

    /// <summary>One exchange. Origin: as long as the manager allows for a call of its own.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>For the unit that writes the files. Origin: it takes 50 ms; a slow disk, twice.</summary>
    public static readonly TimeSpan WriteDeadline = TimeSpan.FromSeconds(30);

    /// <summary>Between two questions. Origin: the issue asks for daily.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(24);

    /// <summary>After the first failure; doubled by each further one. Origin: a manager restarts within minutes.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait after failures. Origin: four attempts a day are enough to hear of a repair on the same day.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromHours(6);

    /// <summary>
    /// Between two questions while the package manager does not take the manager's repository. Origin: a new key is heard of within the
    /// hour; where something else is to blame, the manager gets a question an hour more.
    /// </summary>
    public static readonly TimeSpan Doubted = TimeSpan.FromHours(1);

    /// <summary>The longest wait after the start. Origin: that of the revocation list.</summary>
    public static readonly TimeSpan StartSpread = TimeSpan.FromSeconds(30);

    /// <summary>Age of the last good answer from which doctor warns. Origin: a weekend without the manager is no trouble.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromDays(4);

    /// <summary>Time before the end of a key from which doctor and health warn. Origin: that of certificates.</summary>
    public static readonly TimeSpan KeyWarning = TimeSpan.FromDays(30);

    /// <summary>The wait until the next question. Pure.</summary>
    /// <param name="failures">In a row.</param>
    /// <param name="random">0 to 1.</param>
    /// <param name="isDoubted">True when the package manager did not take the repository since the last good answer.</param>
    public static TimeSpan Next(int failures, double random, bool isDoubted = false)
    {
        var wait = failures == 0 ? Interval : Backoff.After(failures, FirstRetry, LongestRetry);
        return Backoff.Vary(isDoubted && wait > Doubted ? Doubted : wait, random);
    }
}
