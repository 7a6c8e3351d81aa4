using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Pki;

/// <summary>Reads the CA's certificate and key.</summary>
internal static class AuthorityFiles
{
    private const int MaxBytes = 64 * 1024;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The certificate with its key, or a failure.</summary>
    public static (X509Certificate2? Authority, PkiResult? Failure) Load(PkiFiles files, DateTimeOffset now)
    {
        FileContent certificate = BoundedFile.Read(files.AuthorityCertificate, MaxBytes);
        FileContent key = BoundedFile.Read(files.AuthorityKey, MaxBytes, Others);
        if ((certificate.Problem ?? key.Problem) is { } problem)
        {
            return problem.Reason == FileFailure.NotFound
                ? Fail(PkiFailure.NoAuthority, $"{problem}; make a CA with: linux-patch-api pki init --directory {files.Directory}")
                : Fail(problem.Reason == FileFailure.TooOpen ? PkiFailure.BadAuthority : PkiFailure.InputOutput, problem.ToString());
        }
        try
        {
            X509Certificate2 authority = X509Certificate2.CreateFromPem(
                Encoding.Latin1.GetString(certificate.Bytes!), Encoding.Latin1.GetString(key.Bytes!));
            return authority.NotAfter.ToUniversalTime() > now
                ? (authority, null)
                : Fail(PkiFailure.AuthorityExpired,
                    $"{files.AuthorityCertificate}: the CA expired on {authority.NotAfter.ToUniversalTime():u}");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return Fail(PkiFailure.BadAuthority,
                $"{files.AuthorityCertificate} and {files.AuthorityKey} are damaged or do not belong together");
        }
    }

    private static (X509Certificate2?, PkiResult?) Fail(PkiFailure failure, string line) => (null, PkiResult.Fail(failure, line));
}
