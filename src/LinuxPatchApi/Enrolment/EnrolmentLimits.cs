namespace LinuxPatchApi.Enrolment;

/// <summary>Limits of the exchange with the manager.</summary>
internal static class EnrolmentLimits
{
    /// <summary>Bytes of an answer. Origin: five PEM texts have 10 KB; a long revocation list in them some hundred.</summary>
    public const int AnswerBytes = 1024 * 1024;

    /// <summary>
    /// Bytes of an answer that is parsed before it is on disk. Origin: the longest state without certificates has 30, and no certificate
    /// with its key fits.
    /// </summary>
    public const int StateBytes = 512;

    /// <summary>Bytes of the journal. Origin: a token, two names and a sentence.</summary>
    public const int RecordBytes = 64 * 1024;

    /// <summary>Characters of a polling token. Origin: the manager makes 64.</summary>
    public const int TokenCharacters = 64;

    /// <summary>Characters of the manager's text in a message. Origin: two lines of a terminal.</summary>
    public const int DetailCharacters = 200;

    /// <summary>Certificates in one PEM text of a bundle. Origin: no real chain is longer than four.</summary>
    public const int ChainCertificates = 8;

    /// <summary>One exchange. Origin: as long as the manager allows for a call of its own.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>From the token to giving up. Origin: the manager keeps a row for a day.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The longest interval after 429. Origin: five minutes are a tenth of the time that an approved bundle is kept.</summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(300);

    /// <summary>The longest Retry-After that is honoured. Origin: nobody means more, and the row lives for a day.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    /// <summary>Part of the interval by which it varies, so that the agents behind one address spread.</summary>
    public const double Jitter = 0.25;

    /// <summary>Polls that must say <c>notfound</c>. Origin: the row is gone for a moment in the middle of an approval.</summary>
    public const int NotFoundPolls = 3;

    /// <summary>The least time between the first and the last of them.</summary>
    public static readonly TimeSpan NotFoundTime = TimeSpan.FromMinutes(2);

    /// <summary>How long an unknown token is polled beyond that. Origin: a bundle is kept for ten minutes.</summary>
    public static readonly TimeSpan NotFoundPatience = TimeSpan.FromMinutes(10);

    /// <summary>Time until a step is tried again that another process holds up.</summary>
    public static readonly TimeSpan OtherProcess = TimeSpan.FromSeconds(1);

    /// <summary>Time until a bundle whose validity has not begun is judged again. Origin: an NTP client sets the clock within it.</summary>
    public static readonly TimeSpan ClockWait = TimeSpan.FromSeconds(60);
}
