using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Limits;

namespace LinuxPatchApi.Http.Tls;

/// <summary>Decides which keys and signatures are strong enough. Lists what is accepted: anything new or unknown is refused.</summary>
public static class CertificateStrength
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string EllipticCurve = "1.2.840.10045.2.1";

    /// <summary>Named curves as DER object identifiers (RFC 5480 section 2.1.1.1): P-256, P-384, P-521.</summary>
    private static readonly byte[][] Curves =
    [
        [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
        [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22],
        [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23],
    ];

    /// <summary>
    /// True for RSA of <see cref="HttpLimits.ClientRsaBits"/> to <see cref="HttpLimits.ClientRsaBitsMost"/>, ECDSA on P-256, P-384 or P-521
    /// as a named curve, and Ed25519.
    /// </summary>
    public static bool IsKeyStrong(PublicKey key) => key.Oid.Value switch
    {
        Rsa or SignatureAlgorithm.RsaPssIdentifier =>
            RsaBits(key.EncodedKeyValue.RawData) is >= HttpLimits.ClientRsaBits and <= HttpLimits.ClientRsaBitsMost,
        EllipticCurve => key.EncodedParameters is { } parameters && IsKnownCurve(parameters.RawData),
        SignatureAlgorithm.Ed25519Identifier => true,
        _ => false,
    };

    /// <summary>Null for a strong key, else a clause whose subject is the certificate.</summary>
    public static string? WhyWeak(PublicKey key) => IsKeyStrong(key) ? null : key.Oid.Value switch
    {
        Rsa or SignatureAlgorithm.RsaPssIdentifier => $"has an RSA key of {RsaBits(key.EncodedKeyValue.RawData)} bits; "
            + $"{HttpLimits.ClientRsaBits} to {HttpLimits.ClientRsaBitsMost} are accepted",
        EllipticCurve => "has a key on a curve that is not accepted; P-256, P-384 and P-521 are, each by its name",
        _ => "has a key of a kind that is not accepted; ECDSA, RSA, RSA-PSS and Ed25519 are",
    };

    /// <summary>True for RSA above <see cref="HttpLimits.ClientRsaBitsMost"/>, which must not be verified at all.</summary>
    public static bool IsTooLarge(X509Certificate2 certificate) => certificate.PublicKey is var key
        && key.Oid.Value is Rsa or SignatureAlgorithm.RsaPssIdentifier
        && RsaBits(key.EncodedKeyValue.RawData) > HttpLimits.ClientRsaBitsMost;

    /// <summary>True for ECDSA, RSA and RSA-PSS with SHA-256, SHA-384 or SHA-512, and for Ed25519.</summary>
    public static bool IsSignatureStrong(X509Certificate2 certificate) =>
        SignatureAlgorithm.OfCertificate(certificate.RawDataMemory) is not null;

    private static bool IsKnownCurve(byte[] parameters)
    {
        foreach (var curve in Curves)
        {
            if (parameters.AsSpan().SequenceEqual(curve))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Reads the modulus length of RFC 8017 appendix A.1.1, SEQUENCE { modulus, exponent }, in bits. Zero for anything else.
    /// </summary>
    private static int RsaBits(byte[] key)
    {
        try
        {
            var modulus = new AsnReader(key, AsnEncodingRules.DER).ReadSequence().ReadIntegerBytes().Span;
            modulus = modulus.TrimStart((byte)0);
            return modulus.IsEmpty ? 0 : (modulus.Length * 8) - int.LeadingZeroCount(modulus[0]) + 24;
        }
        catch (AsnContentException)
        {
            return 0;
        }
    }
}
