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

    /// <summary>Bits. Origin: OpenSSL's security level 2, the distributions' default, refuses less.</summary>
    public const int MinRsaBits = 2048;

    /// <summary>
    /// Origin: twice the fleet manager's renewal threshold of seven days, so that a person hears of a renewal that did not come.
    /// </summary>
    public static readonly TimeSpan ExpiresSoon = TimeSpan.FromDays(14);
}
