using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls.Pem;

/// <summary>Certificates out of a PEM text.</summary>
internal static class PemAuthorities
{
    /// <summary>The certificates that can be read. One unreadable root of a system's bundle must not take the others away.</summary>
    public static X509Certificate2Collection Of(byte[] pem) => Of(pem, out _);

    /// <param name="pem">The text.</param>
    /// <param name="damage">The first block that cannot be read, with its line; null when all can.</param>
    public static X509Certificate2Collection Of(byte[] pem, out PemFinding? damage)
    {
        var content = PemReader.Read(pem);
        var found = new X509Certificate2Collection();
        List<PemFinding> damaged = [.. content.Findings.Where(finding => finding.IsDamage)];
        foreach (var block in content.Blocks.Where(block => block.Kind == PemKind.Certificate))
        {
            if (Load(block) is { } certificate)
            {
                found.Add(certificate);
            }
            else
            {
                damaged.Add(new PemFinding(block.Line, "holds a damaged PEM certificate", IsDamage: true));
            }
        }
        damage = damaged.MinBy(finding => finding.Line);
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
