using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Verifies a list's signature with the CA's key. Accepts the same algorithms as for certificates: <see cref="SignatureAlgorithm"/>.
/// </summary>
internal static class CrlSignature
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string EllipticCurve = "1.2.840.10045.2.1";

    /// <summary>Null when lists of a CA with this key can be verified, else a clause whose subject is the CA.</summary>
    public static string? WhyNotVerifiable(PublicKey key) => key.Oid.Value switch
    {
        Rsa or EllipticCurve => null,
        SignatureAlgorithm.RsaPssIdentifier or SignatureAlgorithm.Ed25519Identifier when NativeSignature.IsAvailable => null,
        _ => $"has a key of the kind {NameOf(key.Oid)}, whose revocation lists cannot be verified here; "
            + "CAs with ECDSA, RSA, RSA-PSS or Ed25519 are accepted",
    };

    /// <summary>
    /// Null when the signature is valid, else a sentence. <paramref name="algorithm"/> is the list's AlgorithmIdentifier in DER.
    /// </summary>
    public static string? Check(
        X509Certificate2 authority, ReadOnlyMemory<byte> algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (SignatureAlgorithm.Read(algorithm) is not { } accepted)
        {
            return $"the signature algorithm {NameOf(algorithm)} is not accepted (ECDSA or RSA with SHA-256 or better, or Ed25519)";
        }
        bool? isGood;
        try
        {
            isGood = accepted.Scheme switch
            {
                SignatureScheme.Ecdsa => Ecdsa(authority, new HashAlgorithmName(accepted.Hash), signed, signature),
                SignatureScheme.RsaPkcs1 => Pkcs1(authority, new HashAlgorithmName(accepted.Hash), signed, signature),
                _ => NativeSignature.Verify(authority.PublicKey, accepted, signed, signature),
            };
        }
        catch (CryptographicException)
        {
            isGood = false; // The CA's key cannot verify signatures.
        }
        return isGood switch
        {
            true => null,
            false => "the signature is not of the CA",
            _ => "its signature cannot be verified: the system's libcrypto was not found, or does not take its algorithm or key",
        };
    }

    private static bool Ecdsa(X509Certificate2 authority, HashAlgorithmName hash, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        using var key = authority.GetECDsaPublicKey();
        return key is not null && key.VerifyData(signed, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static bool Pkcs1(X509Certificate2 authority, HashAlgorithmName hash, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        using var key = authority.GetRSAPublicKey();
        return key is not null && key.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1);
    }

    private static string NameOf(Oid identifier) => identifier.Value switch
    {
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        "1.2.840.113549.1.1.10" => "RSA-PSS",
        "1.2.840.10040.4.1" => "DSA",
        "2.16.840.1.101.3.4.3.17" or "2.16.840.1.101.3.4.3.18" or "2.16.840.1.101.3.4.3.19" => "ML-DSA",
        var other => other ?? "unknown",
    };

    private static string NameOf(ReadOnlyMemory<byte> algorithm)
    {
        try
        {
            var identifier = new AsnReader(algorithm, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier();
            return NameOf(new Oid(identifier)) is var name && name == identifier ? identifier : $"{name} ({identifier})";
        }
        catch (AsnContentException)
        {
            return "without a name";
        }
    }
}
