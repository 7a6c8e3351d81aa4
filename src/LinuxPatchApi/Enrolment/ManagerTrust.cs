using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Enrolment;

/// <summary>
/// How the manager's own certificate is verified: a CA file, the system's roots, or a fingerprint that a person has compared. There is no
/// fourth way.
/// </summary>
/// <param name="Authorities">Empty with a fingerprint.</param>
/// <param name="Fingerprint">SHA-256 in upper-case hexadecimal; null with authorities.</param>
internal sealed record ManagerTrust(X509Certificate2Collection Authorities, string? Fingerprint)
{
    /// <summary>The word for the system's roots.</summary>
    public const string System = "system";

    /// <summary>Before a fingerprint.</summary>
    public const string FingerprintPrefix = "sha256:";

    private const int FingerprintDigits = 64;

    /// <summary>The bundles of the distributions, of which a host has one: Debian, Alpine and Arch; Fedora and Enterprise Linux.</summary>
    private static readonly string[] SystemFiles =
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"];

    /// <summary>Of a host that is enrolled: as configured, else the authorities that its own certificates are verified by.</summary>
    /// <param name="configured"><c>enrollment.manager_ca</c>; null when nothing sets it.</param>
    /// <returns>The failure is a clause that names the setting.</returns>
    public static (ManagerTrust? Trust, string? Failure) Of(string? configured, X509Certificate2Collection authorities)
    {
        if (configured is null)
        {
            return (new ManagerTrust(authorities, null), null);
        }
        var (trust, failure) = Read(configured);
        return (trust, failure is null ? null : $"enrollment.manager_ca: {failure}");
    }

    /// <summary>Reads what <paramref name="trust"/> names; the failure is a clause for people.</summary>
    /// <param name="trust"><c>system</c>, <c>sha256:HEX</c>, or an absolute path.</param>
    public static (ManagerTrust? Trust, string? Failure) Read(string trust)
    {
        if (trust.StartsWith(FingerprintPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return Normalise(trust[FingerprintPrefix.Length..]) is { } fingerprint
                ? (new ManagerTrust([], fingerprint), null)
                : (null, "a SHA-256 fingerprint has 64 hexadecimal digits, with or without colons");
        }
        if (trust.Length == 0)
        {
            return (null, "nothing says how to verify the manager (enrollment.manager_ca)");
        }
        var path = trust != System ? trust : SystemFiles.FirstOrDefault(File.Exists);
        if (path is null)
        {
            return (null, $"this host has no bundle of root certificates ({string.Join(", ", SystemFiles)})");
        }
        var content = BoundedFile.Read(path, TlsLimits.MaxPemBytes);
        if (content.Bytes is not { } bytes)
        {
            return (null, content.Problem!.ToString());
        }
        var authorities = PemAuthorities.Of(bytes, out var damage);

        // The file names the CAs that are meant: with a damaged one the manager would be refused as one of a foreign CA. Of the system's
        // roots, of which hardly any is meant, an unreadable one must not take the others away.
        return damage is not null && trust != System ? (null, $"{path}: {damage}")
            : authorities.Count == 0 ? (null, $"{path}: holds no PEM certificate")
            : (new ManagerTrust(authorities, null), null);
    }

    /// <summary>True when both mean the same; a fingerprint may be written in several ways. Pure.</summary>
    public static bool IsSame(string trust, string other) => trust == other
        || (trust.StartsWith(FingerprintPrefix, StringComparison.OrdinalIgnoreCase)
            && other.StartsWith(FingerprintPrefix, StringComparison.OrdinalIgnoreCase)
            && Normalise(trust[FingerprintPrefix.Length..]) is { } digits && digits == Normalise(other[FingerprintPrefix.Length..]));

    /// <summary>Upper-case digits without colons and spaces; null when it is no SHA-256.</summary>
    public static string? Normalise(string text)
    {
        var digits = text.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return digits.Length == FingerprintDigits && digits.All(char.IsAsciiHexDigit) ? digits : null;
    }

    /// <summary>As openssl and browsers show it: pairs with colons.</summary>
    public static string Show(string fingerprint) => string.Join(':', fingerprint.Chunk(2).Select(pair => new string(pair)));
}
