using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Tls;

/// <summary>Reads certificates out of PEM files.</summary>
internal static class PemCertificates
{
    /// <summary>Null, with a problem added, when there is not one good certificate.</summary>
    public static X509Certificate2Collection? Load(string path, List<TlsProblem> problems)
    {
        FileContent content = BoundedFile.Read(path, TlsLimits.MaxPemBytes);
        if (content.Bytes is not { } bytes)
        {
            problems.Add(TlsProblem.Of(content.Problem!));
            return null;
        }
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(Encoding.Latin1.GetString(bytes));
            if (certificates.Count > 0)
            {
                return certificates;
            }
            problems.Add(TlsProblem.Fatal(TlsFailure.NotPem, path, "holds no PEM certificate (-----BEGIN CERTIFICATE-----)"));
        }
        catch (CryptographicException)
        {
            problems.Add(TlsProblem.Fatal(TlsFailure.NotPem, path, "holds a damaged PEM certificate"));
        }
        return null;
    }

    /// <summary>Says when validity is over, has not begun or ends soon.</summary>
    public static void CheckValidity(string path, string what, X509Certificate2 certificate, DateTimeOffset now, List<TlsProblem> problems)
    {
        DateTimeOffset begin = certificate.NotBefore.ToUniversalTime();
        DateTimeOffset end = certificate.NotAfter.ToUniversalTime();
        if (now > end)
        {
            problems.Add(TlsProblem.Notice(TlsFailure.Expired, path, $"{what} expired on {end:u}"));
        }
        else if (now < begin)
        {
            problems.Add(TlsProblem.Notice(TlsFailure.NotYetValid, path, $"{what} is valid from {begin:u} on; is the clock right?"));
        }
        else if (end - now < TlsLimits.ExpiresSoon)
        {
            problems.Add(TlsProblem.Notice(TlsFailure.ExpiresSoon, path, $"{what} expires on {end:u}"));
        }
    }
}
