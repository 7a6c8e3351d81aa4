using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Files;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Pki;

/// <summary>Reads the certificate and key of the CA.</summary>
internal static class AuthorityFiles
{
    /// <summary>Bytes of either file.</summary>
    private const int MaxBytes = 64 * 1024;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const string OldOnly = "name the directory of the CA that issued the certificates: a new CA revokes nothing of an old one. "
        + "After a setup without --ca no directory has it; 'linux-patch-api setup --force' on the host makes new certificates for all";

    /// <summary>Returns the certificate with its key, or a failure.</summary>
    /// <param name="needsPast">True when a new CA would not help whoever calls.</param>
    public static (X509Certificate2? Authority, PkiResult? Failure) Load(PkiFiles files, bool needsPast, DateTimeOffset now)
    {
        var certificate = BoundedFile.Read(files.AuthorityCertificate, MaxBytes);
        var key = BoundedFile.Read(files.AuthorityKey, MaxBytes, Others);
        if ((certificate.Problem ?? key.Problem) is { } problem)
        {
            return problem.Reason == FileFailure.NotFound
                ? Fail(PkiFailure.NoAuthority,
                    $"{problem}; {(needsPast ? OldOnly : $"create a CA with: linux-patch-api pki init --directory {files.Directory}")}")
                : Fail(problem.Reason == FileFailure.TooOpen ? PkiFailure.BadAuthority : PkiFailure.InputOutput, problem.ToString());
        }
        var certificates = PemReader.Read(certificate.Bytes);
        var keys = PemReader.Read(key.Bytes);
        try
        {
            if ((Damage(files.AuthorityCertificate, certificates) ?? Damage(files.AuthorityKey, keys)) is { } damage)
            {
                return Fail(PkiFailure.BadAuthority, damage);
            }
            return Join(certificates, keys) is not { } authority
                ? Fail(PkiFailure.BadAuthority,
                    $"{files.AuthorityCertificate} and {files.AuthorityKey} are damaged or do not belong together")
                : authority.NotAfter.ToUniversalTime() > now
                ? (authority, null)
                : Fail(PkiFailure.AuthorityExpired,
                    $"{files.AuthorityCertificate}: the CA expired on {authority.NotAfter.ToUniversalTime():u}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key.Bytes);
            keys.Clear();
        }
    }

    /// <summary>
    /// Describes the first unreadable block, because a later one must not be used in its place. Null when all are readable.
    /// </summary>
    public static string? Damage(string path, PemContent content) =>
        content.Findings.FirstOrDefault(finding => finding.IsDamage) is { } damage ? $"{path}: {damage}" : null;

    /// <summary>Returns the certificate that belongs to the key; null when there is none.</summary>
    private static X509Certificate2? Join(PemContent certificates, PemContent keys)
    {
        PemBlock? block = keys.Blocks.FirstOrDefault(block => block.Kind == PemKind.PrivateKey);
        try
        {
            using var elliptic = block is null ? null : ServerKey.ReadElliptic(block);
            using var rsa = block is null || elliptic is not null ? null : ServerKey.ReadRsa(block);
            return certificates.Blocks.Where(candidate => candidate.Kind == PemKind.Certificate)
                .Select(candidate => ServerKey.Join(X509CertificateLoader.LoadCertificate(candidate.Der), elliptic, rsa))
                .FirstOrDefault(joined => joined is not null);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static (X509Certificate2?, PkiResult?) Fail(PkiFailure failure, string line) => (null, PkiResult.Fail(failure, line));
}
