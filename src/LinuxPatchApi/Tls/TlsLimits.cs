using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Tls;

/// <summary>Bounds on certificate files, and when a coming expiry is reported.</summary>
internal static class TlsLimits
{
    /// <summary>
    /// Bytes of a certificate or key file. Origin: the bundle of all public roots has 220 KB; ours holds a few certificates.
    /// </summary>
    public const int MaxPemBytes = 1024 * 1024;

    /// <summary>Blocks in one PEM file. Origin: the bundle of all public roots has 150; more indicates a mistake.</summary>
    public const int MaxPemBlocks = 1024;

    /// <summary>Findings in one PEM file. Origin: nobody reads more, and one of damage is enough to refuse the file.</summary>
    public const int MaxPemFindings = 16;

    /// <summary>Characters of a block's label. Origin: the longest known one has 21.</summary>
    public const int MaxPemLabel = 64;

    /// <summary>Bits of an RSA key. Origin: OpenSSL's security level 2, the default of distributions, refuses less.</summary>
    public const int MinRsaBits = 2048;

    /// <summary>
    /// The longest time before the expiry of a certificate at which it is reported. Origin: half of <see cref="Renewable"/>, so that the
    /// programs which renew it have failed for two weeks.
    /// </summary>
    public static readonly TimeSpan ExpiresSoon = TimeSpan.FromDays(14);

    /// <summary>
    /// The time before the expiry of a certificate from which <c>setup</c> and <c>pki renew</c> issue it again, and from which one of a
    /// manager is reported. Origin: nothing renews that one but a person, who may be on holiday for three weeks.
    /// </summary>
    public static readonly TimeSpan Renewable = TimeSpan.FromDays(30);

    /// <summary>Returns the longest time before the expiry at which the certificates of these settings are reported.</summary>
    public static TimeSpan SoonFor(TlsSettings? settings) => settings?.Enrolled is null ? ExpiresSoon : Renewable;

    /// <summary>
    /// Divisor of the lifetime: the last third counts as expiring soon when it is shorter than that. Origin: automatic
    /// renewal happens after two thirds of the lifetime; a one-day certificate would otherwise always be about to expire.
    /// </summary>
    public const int ExpiresSoonPart = 3;
}
