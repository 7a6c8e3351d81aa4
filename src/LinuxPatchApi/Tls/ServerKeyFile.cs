using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Tls;

/// <summary>Reads the server's private key (PKCS#8, SEC 1 or PKCS#1, unencrypted PEM) and joins it to its certificate.</summary>
internal static class ServerKeyFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The first of <paramref name="paths"/> that exists; the first of all when none does.</summary>
    public static string Choose(IReadOnlyList<string> paths) => paths.FirstOrDefault(File.Exists) ?? paths[0];

    /// <summary>The certificate with its key, or null with a problem added.</summary>
    public static X509Certificate2? Join(X509Certificate2 certificate, string path, List<TlsProblem> problems)
    {
        FileContent content = BoundedFile.Read(path, TlsLimits.MaxPemBytes, Others);
        if (content.Bytes is not { } bytes)
        {
            problems.Add(TlsProblem.Of(content.Problem!));
            return null;
        }
        char[] pem = Encoding.Latin1.GetChars(bytes);
        try
        {
            if (pem.AsSpan().IndexOf("-----BEGIN ENCRYPTED PRIVATE KEY-----") >= 0 || pem.AsSpan().IndexOf("Proc-Type: 4,ENCRYPTED") >= 0)
            {
                problems.Add(TlsProblem.Fatal(TlsFailure.KeyEncrypted, path,
                    "the private key is encrypted; write it without passphrase and with mode 0600"));
                return null;
            }
            return Join(certificate, pem, path, problems);
        }
        catch (CryptographicException)
        {
            problems.Add(TlsProblem.Fatal(TlsFailure.NotPem, path,
                "holds a damaged private key, or one of another kind than the certificate's"));
        }
        catch (ArgumentException)
        {
            // The base library's answer both to a PEM file without a key and to a key of another certificate.
            bool isKey = pem.AsSpan().IndexOf(" PRIVATE KEY-----") >= 0 || pem.AsSpan().IndexOf("-----BEGIN PRIVATE KEY-----") >= 0;
            problems.Add(isKey
                ? TlsProblem.Fatal(TlsFailure.KeyMismatch, path, "the private key does not belong to the server certificate")
                : TlsProblem.Fatal(TlsFailure.NotPem, path, "holds no PEM private key (-----BEGIN PRIVATE KEY-----)"));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            pem.AsSpan().Clear();
        }
        return null;
    }

    private static X509Certificate2? Join(X509Certificate2 certificate, char[] pem, string path, List<TlsProblem> problems)
    {
        using ECDsa? elliptic = certificate.GetECDsaPublicKey();
        if (elliptic is not null)
        {
            using ECDsa key = ECDsa.Create();
            key.ImportFromPem(pem);
            return certificate.CopyWithPrivateKey(key);
        }
        using RSA? rsa = certificate.GetRSAPublicKey();
        if (rsa is null || rsa.KeySize < TlsLimits.MinRsaBits)
        {
            problems.Add(TlsProblem.Fatal(TlsFailure.KeyUnsupported, path,
                rsa is null ? "the server certificate's key is neither ECDSA nor RSA"
                    : $"an RSA key needs at least {TlsLimits.MinRsaBits} bits"));
            return null;
        }
        using RSA privateRsa = RSA.Create();
        privateRsa.ImportFromPem(pem);
        return certificate.CopyWithPrivateKey(privateRsa);
    }
}
