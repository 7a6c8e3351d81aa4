namespace LinuxPatchApi.Tls;

/// <summary>Bounds on certificate files and when their end is worth a word.</summary>
internal static class TlsLimits
{
    /// <summary>
    /// Bytes of a certificate or key file. Origin: the bundle of all public roots is 220 KB; ours holds a few certificates.
    /// </summary>
    public const int MaxPemBytes = 1024 * 1024;

    /// <summary>Bytes of the revocation list. Origin: about 200 000 revoked certificates at 40 bytes each.</summary>
    public const int MaxCrlBytes = 8 * 1024 * 1024;

    /// <summary>Revoked certificates in one list. Origin: what the size above holds of entries with 16-byte serial numbers.</summary>
    public const int MaxCrlEntries = 250_000;

    /// <summary>Blocks in one PEM file. Origin: the bundle of all public roots has 150; more is a mistake.</summary>
    public const int MaxPemBlocks = 1024;

    /// <summary>Findings in one PEM file. Origin: nobody reads more of them; one is enough for a file not to be believed.</summary>
    public const int MaxPemFindings = 16;

    /// <summary>Characters of a block's label. Origin: the longest that is known has 21.</summary>
    public const int MaxPemLabel = 64;

    /// <summary>Lists in one file. Origin: one for each CA of a bundle, which holds a few.</summary>
    public const int MaxCrlsInFile = 64;

    /// <summary>
    /// Bytes of a serial number in a list. Origin: RFC 5280 section 4.1.2.2 allows 20, older CAs have had longer ones.
    /// </summary>
    public const int MaxSerialBytes = 64;

    /// <summary>Bits. Origin: OpenSSL's security level 2, the distributions' default, refuses less.</summary>
    public const int MinRsaBits = 2048;

    /// <summary>
    /// How far in the future a downloaded list may have been issued. Origin: clocks without time service are a few minutes wrong.
    /// </summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long before its end a certificate's expiry is told, at most. Origin: twice the fleet manager's renewal threshold of seven days, so
    /// that a person hears of a renewal that did not come.
    /// </summary>
    public static readonly TimeSpan ExpiresSoon = TimeSpan.FromDays(14);

    /// <summary>
    /// The part of its lifetime before the end, when that is shorter. Origin: certificates that are renewed by themselves are so after two
    /// thirds of it; one for a day would else be about to expire for the whole of it.
    /// </summary>
    public const int ExpiresSoonPart = 3;
}
