using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Tls;

/// <summary>Reads the server's private key (PKCS#8, SEC 1 or PKCS#1, unencrypted PEM) and joins it to its certificate.</summary>
internal static class ServerKeyFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Returns the first of <paramref name="paths"/> that exists, or the very first when none does.</summary>
    public static string Choose(IReadOnlyList<string> paths) => paths.FirstOrDefault(File.Exists) ?? paths[0];

    /// <summary>
    /// Returns the certificate that matches the key, and its index among the candidates. The certificate is null, with a problem added, and
    /// the index 0 when no candidate matches.
    /// </summary>
    public static (int Index, X509Certificate2? Server) Join(
        X509Certificate2Collection candidates, string path, List<TlsProblem> problems)
    {
        var file = AgentFile.Read(path, TlsLimits.MaxPemBytes, Others);
        if (file.Bytes is not { } bytes)
        {
            problems.Add(TlsProblem.Of(file.Problem!));
            return (0, null);
        }
        var content = PemReader.Read(bytes);
        try
        {
            return Choose(content, path, problems) is { } key ? Join(candidates, key, path, problems) : (0, null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            content.Clear();
        }
    }

    /// <summary>Returns the only private key of the file; null, with a problem added, when there is none or more than one.</summary>
    private static PemBlock? Choose(PemContent content, string path, List<TlsProblem> problems)
    {
        List<PemFinding> findings = [.. content.Findings];
        findings.AddRange(content.Blocks.Where(block => block.Kind is PemKind.Other or PemKind.RevocationList or PemKind.TrustedCertificate)
            .Select(block => new PemFinding(block.Line, block.WhyUnused(), IsDamage: false)));
        foreach (var finding in findings.OrderBy(finding => finding.Line))
        {
            problems.Add(new TlsProblem(TlsFailure.NotPem, finding.IsDamage, path, finding.ToString()));
        }
        if (findings.Exists(finding => finding.IsDamage))
        {
            return null;
        }
        if (content.Blocks.FirstOrDefault(block => block.Kind == PemKind.EncryptedPrivateKey) is { } encrypted)
        {
            problems.Add(TlsProblem.Fatal(TlsFailure.KeyEncrypted, path,
                $"line {encrypted.Line}: the private key is encrypted; write it without passphrase and with mode 0600"));
            return null;
        }
        PemBlock[] keys = [.. content.Blocks.Where(block => block.Kind == PemKind.PrivateKey)];
        if (keys.Length == 0)
        {
            problems.Add(TlsProblem.Fatal(TlsFailure.NotPem, path, "holds no PEM private key (-----BEGIN PRIVATE KEY-----)"));
            return null;
        }
        if (keys.FirstOrDefault(key => !key.Der.AsSpan().SequenceEqual(keys[0].Der)) is { } second)
        {
            problems.Add(TlsProblem.Fatal(TlsFailure.KeyMismatch, path,
                $"line {second.Line}: a second private key; leave only that of the server certificate"));
            return null;
        }
        return keys[0];
    }

    private static (int Index, X509Certificate2? Server) Join(
        X509Certificate2Collection candidates, PemBlock block, string path, List<TlsProblem> problems)
    {
        try
        {
            using var elliptic = ServerKey.ReadElliptic(block);
            using var rsa = elliptic is null ? ServerKey.ReadRsa(block) : null;
            for (var index = 0; index < candidates.Count; index++)
            {
                if (ServerKey.Join(candidates[index], elliptic, rsa) is { } server)
                {
                    return rsa is { KeySize: < TlsLimits.MinRsaBits }
                        ? Fail(TlsFailure.KeyUnsupported, $"an RSA key needs at least {TlsLimits.MinRsaBits} bits")
                        : (index, server);
                }
            }
        }
        catch (CryptographicException)
        {
            return Fail(TlsFailure.NotPem, $"line {block.Line}: holds a damaged private key, or one that is neither ECDSA nor RSA");
        }
        using var firstElliptic = candidates[0].GetECDsaPublicKey();
        using var firstRsa = candidates[0].GetRSAPublicKey();
        return firstElliptic is null && firstRsa is null
            ? Fail(TlsFailure.KeyUnsupported, "the server certificate's key is neither ECDSA nor RSA")
            : Fail(TlsFailure.KeyMismatch, "the private key does not belong to the server certificate");

        (int, X509Certificate2?) Fail(TlsFailure reason, string detail)
        {
            problems.Add(TlsProblem.Fatal(reason, path, detail));
            return (0, null);
        }
    }
}
