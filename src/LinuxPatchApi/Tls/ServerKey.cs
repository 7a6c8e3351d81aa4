using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Tls;

/// <summary>One private key of the two kinds that a server may have, from the block that holds it.</summary>
internal static class ServerKey
{
    private const string Elliptic = "EC PRIVATE KEY";
    private const string Rsa = "RSA PRIVATE KEY";
    private const string Pkcs8 = "PRIVATE KEY";

    /// <summary>Null when it is of another kind.</summary>
    /// <exception cref="CryptographicException">The label says that it is elliptic, and it is not.</exception>
    public static ECDsa? ReadElliptic(PemBlock block)
    {
        var key = ECDsa.Create();
        try
        {
            switch (block.Label)
            {
                case Elliptic:
                    key.ImportECPrivateKey(block.Der, out _);
                    return key;
                case Pkcs8:
                    key.ImportPkcs8PrivateKey(block.Der, out _);
                    return key;
            }
        }
        catch (CryptographicException) when (block.Label == Pkcs8)
        {
            // The kind stands inside; it is tried as RSA next.
        }
        key.Dispose();
        return null;
    }

    /// <exception cref="CryptographicException">It is none.</exception>
    public static RSA ReadRsa(PemBlock block)
    {
        var key = RSA.Create();
        switch (block.Label)
        {
            case Rsa:
                key.ImportRSAPrivateKey(block.Der, out _);
                return key;
            case Pkcs8:
                key.ImportPkcs8PrivateKey(block.Der, out _);
                return key;
        }
        key.Dispose();
        throw new CryptographicException();
    }

    /// <summary>The certificate with the key; null when the key belongs to another.</summary>
    public static X509Certificate2? Join(X509Certificate2 certificate, ECDsa? elliptic, RSA? rsa)
    {
        using var publicElliptic = elliptic is null ? null : certificate.GetECDsaPublicKey();
        using var publicRsa = rsa is null ? null : certificate.GetRSAPublicKey();
        try
        {
            return publicElliptic is not null ? certificate.CopyWithPrivateKey(elliptic!)
                : publicRsa is not null ? certificate.CopyWithPrivateKey(rsa!)
                : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
