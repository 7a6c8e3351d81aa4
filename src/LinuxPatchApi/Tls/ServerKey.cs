using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Tls;

/// <summary>Reads one private key of the two kinds that a server may have, ECDSA and RSA.</summary>
internal static class ServerKey
{
    private const string Elliptic = "EC PRIVATE KEY";
    private const string Rsa = "RSA PRIVATE KEY";
    private const string Pkcs8 = "PRIVATE KEY";

    /// <summary>Null when the block holds another kind of key.</summary>
    /// <exception cref="CryptographicException">
    /// The label says that the key is elliptic, but it cannot be read as such; or OpenSSL does not know its curve.
    /// </exception>
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
            // PKCS#8 names the algorithm inside; the caller tries RSA next.
        }
        catch (PlatformNotSupportedException e)
        {
            key.Dispose();
            throw new CryptographicException("the curve of the key is not known here", e);
        }
        key.Dispose();
        return null;
    }

    /// <exception cref="CryptographicException">The block holds no RSA key.</exception>
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

    /// <summary>Returns the certificate with its key; null when the key belongs to another certificate.</summary>
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
