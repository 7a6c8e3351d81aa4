using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Pki;

/// <summary>
/// Writes crl.pem: CRL version 2 with authority key identifier and an increasing number (RFC 5280 section 5.2.3). Does not use the builder
/// of the base library, whose CRL number is a BigInteger, which nothing else here needs.
/// </summary>
internal static class RevocationListWriter
{
    private const int MaxNumberBytes = 64;
    private const int Version2 = 1;
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    private const string CrlNumber = "2.5.29.20";
    private const string AuthorityKey = "2.5.29.35";

    /// <summary>First year that needs a GeneralizedTime (RFC 5280 section 4.1.2.5).</summary>
    private const int GeneralizedTimeFrom = 2050;

    /// <summary>
    /// Writes the list. Null on success. Writes the number before the list, so that a crash in between skips a number and never repeats
    /// one.
    /// </summary>
    public static PkiResult? Write(PkiFiles files, X509Certificate2 authority, IEnumerable<IndexEntry> index, int days, DateTimeOffset now)
    {
        if (NextNumber(files) is not { } number)
        {
            return PkiResult.Fail(PkiFailure.InputOutput,
                $"{files.RevocationListNumber} is damaged; write the last number into it, in decimal "
                + "(openssl crl -in crl.pem -noout -crlnumber shows it in hexadecimal)");
        }
        var problem = PkiFiles.WritePrivate(files.RevocationListNumber, Encoding.ASCII.GetBytes($"{number}\n"));
        if (problem is null)
        {
            problem = PkiFiles.WritePublic(files.RevocationList, Pem(authority, index, number, now, now.AddDays(days)));
        }
        return problem is null ? null : PkiResult.Fail(PkiFailure.InputOutput, problem.ToString());
    }

    /// <summary>Returns a signed list in PEM.</summary>
    public static byte[] Pem(
        X509Certificate2 authority, IEnumerable<IndexEntry> index, ulong number, DateTimeOffset thisUpdate, DateTimeOffset nextUpdate)
    {
        var der = Sign(authority, Body(authority, index, number, thisUpdate, nextUpdate));
        return Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", der) + "\n");
    }

    private static byte[] Sign(X509Certificate2 authority, byte[] body)
    {
        using var key = authority.GetECDsaPrivateKey()!;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(body);
            WriteAlgorithm(writer);
            writer.WriteBitString(key.SignData(body, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }
        return writer.Encode();
    }

    private static byte[] Body(
        X509Certificate2 authority, IEnumerable<IndexEntry> index, ulong number, DateTimeOffset thisUpdate, DateTimeOffset nextUpdate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(Version2);
            WriteAlgorithm(writer);
            writer.WriteEncodedValue(authority.SubjectName.RawData);
            WriteTime(writer, thisUpdate);
            WriteTime(writer, nextUpdate);
            WriteEntries(writer, [.. index.Where(entry => entry.RevokedAt is not null)]);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                WriteExtension(writer, AuthorityKey, AuthorityKeyOf(authority));
                var value = new AsnWriter(AsnEncodingRules.DER);
                value.WriteInteger(number);
                WriteExtension(writer, CrlNumber, value.Encode());
            }
        }
        return writer.Encode();
    }

    /// <summary>Writes the revoked entries. RFC 5280 section 5.1.2.6: without entries the sequence is omitted.</summary>
    private static void WriteEntries(AsnWriter writer, List<IndexEntry> revoked)
    {
        if (revoked.Count == 0)
        {
            return;
        }
        using (writer.PushSequence())
        {
            foreach (var entry in revoked)
            {
                using (writer.PushSequence())
                {
                    writer.WriteIntegerUnsigned(Convert.FromHexString(entry.Serial));
                    WriteTime(writer, entry.RevokedAt!.Value);
                }
            }
        }
    }

    private static byte[] AuthorityKeyOf(X509Certificate2 authority)
    {
        var key = authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()
            ?? new X509SubjectKeyIdentifierExtension(authority.PublicKey, critical: false);
        return X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(key).RawData;
    }

    private static void WriteExtension(AsnWriter writer, string identifier, byte[] value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(identifier);
            writer.WriteOctetString(value);
        }
    }

    private static void WriteAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(EcdsaWithSha256);
        }
    }

    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year < GeneralizedTimeFrom)
        {
            writer.WriteUtcTime(time);
        }
        else
        {
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }
    }

    private static ulong? NextNumber(PkiFiles files)
    {
        var content = BoundedFile.Read(files.RevocationListNumber, MaxNumberBytes);
        if (content.Bytes is not { } bytes)
        {
            return content.Problem!.Reason == FileFailure.NotFound && !File.Exists(files.RevocationList) ? 1 : null;
        }
        return ulong.TryParse(Encoding.ASCII.GetString(bytes).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && last < ulong.MaxValue
            ? last + 1
            : null;
    }
}
