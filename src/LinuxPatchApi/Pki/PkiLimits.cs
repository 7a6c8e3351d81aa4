namespace LinuxPatchApi.Pki;

/// <summary>Lifetimes and bounds of the small certificate authority.</summary>
internal static class PkiLimits
{
    /// <summary>Days of a CA. Origin: the fleet manager's own root, 10 years.</summary>
    public const int DefaultAuthorityDays = 3650;

    /// <summary>Days of a server or client certificate. Origin: the fleet manager's leafs.</summary>
    public const int DefaultLeafDays = 365;

    /// <summary>
    /// Days until the next revocation list is due. Origin: a person renews it; a quarter is long enough not to be forgotten.
    /// </summary>
    public const int DefaultCrlDays = 90;

    /// <summary>Days. Origin: 100 years, which keeps every date within RFC 5280's four-digit years.</summary>
    public const int MaxDays = 36_500;

    /// <summary>
    /// Bytes of a serial number. Origin: RFC 5280 section 4.1.2.2 allows 20; 16 is what the fleet manager's certificates have.
    /// </summary>
    public const int SerialBytes = 16;

    /// <summary>Characters of a common name. Origin: RFC 5280 appendix A.1, ub-common-name.</summary>
    public const int MaxCommonName = 64;

    /// <summary>How long ago a new certificate began, so that a host whose clock is a little behind takes it at once.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);
}
