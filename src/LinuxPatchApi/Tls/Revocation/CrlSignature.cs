using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>Checks a list's signature with the CA's key.</summary>
internal static class CrlSignature
{
    /// <summary>Null when good, else a sentence. <paramref name="algorithm"/> is the object identifier in the list.</summary>
    public static string? Check(X509Certificate2 authority, string algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        bool? isGood = algorithm switch
        {
            // RFC 5758 section 3.2
            "1.2.840.10045.4.3.2" => Ecdsa(authority, HashAlgorithmName.SHA256, signed, signature),
            "1.2.840.10045.4.3.3" => Ecdsa(authority, HashAlgorithmName.SHA384, signed, signature),
            "1.2.840.10045.4.3.4" => Ecdsa(authority, HashAlgorithmName.SHA512, signed, signature),
            // RFC 8017 appendix A.2.4
            "1.2.840.113549.1.1.11" => Rsa(authority, HashAlgorithmName.SHA256, signed, signature),
            "1.2.840.113549.1.1.12" => Rsa(authority, HashAlgorithmName.SHA384, signed, signature),
            "1.2.840.113549.1.1.13" => Rsa(authority, HashAlgorithmName.SHA512, signed, signature),
            _ => null,
        };
        return isGood switch
        {
            true => null,
            false => "the signature is not of the CA",
            _ => $"the signature algorithm {algorithm} is not accepted (ECDSA or RSA with SHA-256 or better)",
        };
    }

    private static bool Ecdsa(X509Certificate2 authority, HashAlgorithmName hash, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        using ECDsa? key = authority.GetECDsaPublicKey();
        return key is not null && key.VerifyData(signed, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static bool Rsa(X509Certificate2 authority, HashAlgorithmName hash, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        using RSA? key = authority.GetRSAPublicKey();
        return key is not null && key.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1);
    }
}
