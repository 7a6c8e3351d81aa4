using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls.Pem;

/// <summary>Certificates out of a PEM text.</summary>
internal static class PemAuthorities
{
    /// <summary>The certificates that can be read. One unreadable root of a system's bundle must not take the others away.</summary>
    public static X509Certificate2Collection Of(byte[] pem)
    {
        var found = new X509Certificate2Collection();
        foreach (var block in PemReader.Read(pem).Blocks)
        {
            if (block.Kind == PemKind.Certificate && Load(block) is { } certificate)
            {
                found.Add(certificate);
            }
        }
        return found;
    }

    private static X509Certificate2? Load(PemBlock block)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(block.Der);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
