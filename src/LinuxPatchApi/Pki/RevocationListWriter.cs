using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Pki.Register;

namespace LinuxPatchApi.Pki;

/// <summary>Writes crl.pem: CRL version 2 with authority key identifier and a number that only grows (RFC 5280 section 5.2.3).</summary>
internal static class RevocationListWriter
{
    private const int MaxNumberBytes = 64;

    /// <summary>
    /// Null on success. The number is on disk before the list, so a crash in between loses a number and never repeats one.
    /// </summary>
    public static PkiResult? Write(PkiFiles files, X509Certificate2 authority, IEnumerable<IndexEntry> index, int days, DateTimeOffset now)
    {
        if (NextNumber(files) is not { } number)
        {
            return PkiResult.Fail(PkiFailure.InputOutput,
                $"{files.RevocationListNumber} is damaged; write the last number into it (openssl crl -in crl.pem -noout -crlnumber)");
        }
        var builder = new CertificateRevocationListBuilder();
        foreach (IndexEntry entry in index)
        {
            if (entry.RevokedAt is { } revokedAt)
            {
                builder.AddEntry(Convert.FromHexString(entry.Serial), revokedAt);
            }
        }
        FileProblem? problem = PkiFiles.WritePrivate(files.RevocationListNumber, Encoding.ASCII.GetBytes($"{number}\n"));
        if (problem is null)
        {
            byte[] der = builder.Build(authority, number, now.AddDays(days), HashAlgorithmName.SHA256, rsaSignaturePadding: null,
                thisUpdate: now);
            problem = PkiFiles.WritePublic(files.RevocationList, Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", der) + "\n"));
        }
        return problem is null ? null : PkiResult.Fail(PkiFailure.InputOutput, problem.ToString());
    }

    private static BigInteger? NextNumber(PkiFiles files)
    {
        FileContent content = BoundedFile.Read(files.RevocationListNumber, MaxNumberBytes);
        if (content.Bytes is not { } bytes)
        {
            return content.Problem!.Reason == FileFailure.NotFound && !File.Exists(files.RevocationList) ? BigInteger.One : null;
        }
        return BigInteger.TryParse(Encoding.ASCII.GetString(bytes).Trim(), NumberStyles.None, CultureInfo.InvariantCulture,
            out BigInteger last)
            ? last + 1
            : null;
    }
}
