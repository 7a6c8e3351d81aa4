namespace LinuxPatchApi.Pki;

/// <summary>Lifetimes and limits of the small certificate authority.</summary>
internal static class PkiLimits
{
    /// <summary>Validity of a CA in days. Origin: the root of the fleet manager, 10 years.</summary>
    public const int DefaultAuthorityDays = 3650;

    /// <summary>Validity of a server or client certificate in days. Origin: the certificates of the fleet manager.</summary>
    public const int DefaultLeafDays = 365;

    /// <summary>
    /// Days until the next revocation list is due. Origin: it is renewed by hand, which is feasible once a quarter.
    /// </summary>
    public const int DefaultCrlDays = 90;

    /// <summary>Largest validity in days. Origin: 100 years, which keeps every date within the four-digit years of RFC 5280.</summary>
    public const int MaxDays = 36_500;

    /// <summary>
    /// Bytes of a serial number. Origin: RFC 5280 section 4.1.2.2 allows 20; certificates of the fleet manager have 16.
    /// </summary>
    public const int SerialBytes = 16;

    /// <summary>Characters of a common name. Origin: RFC 5280 appendix A.1, ub-common-name.</summary>
    public const int MaxCommonName = 64;

    /// <summary>
    /// An authority or a revocation list that ends within this time is shown as ending. Origin: a monthly look does not miss it.
    /// </summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>
    /// How far the start of validity is set back, so that a host whose clock is a little slow accepts the certificate at once.
    /// </summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a command waits for another that uses the directory. Origin: one takes some milliseconds; a script that issues
    /// certificates for a hundred hosts at once is done within this time.
    /// </summary>
    public static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);

    /// <summary>Pause between two attempts to take the lock. Our choice.</summary>
    public static readonly TimeSpan LockPollInterval = TimeSpan.FromMilliseconds(20);
}
