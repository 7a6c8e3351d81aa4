using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// One DER list → verified <see cref="IssuerRevocations"/>. Parsing by BouncyCastle, the signature by the system's OpenSSL.
/// </summary>
internal static class CrlReader
{
    /// <summary>Exactly one of the two results is set; the failure is a sentence.</summary>
    public static (IssuerRevocations? List, string? Failure) Read(byte[] der, X509Certificate2Collection authorities)
    {
        try
        {
            return Read(CertificateList.GetInstance(Asn1Object.FromByteArray(der)), SignedPart(der), authorities);
        }
        // BouncyCastle's answers to damaged DER.
        catch (Exception error) when (error is IOException or AsnContentException or ArgumentException or InvalidOperationException
            or InvalidCastException or FormatException or IndexOutOfRangeException or NullReferenceException or ArithmeticException)
        {
            return (null, "the file is not a certificate revocation list");
        }
    }

    private static (IssuerRevocations? List, string? Failure) Read(
        CertificateList crl, ReadOnlySpan<byte> signed, X509Certificate2Collection authorities)
    {
        X509Certificate2? authority = authorities.FirstOrDefault(
            candidate => X509Name.GetInstance(Asn1Object.FromByteArray(candidate.SubjectName.RawData)).Equivalent(crl.Issuer));
        if (authority is null)
        {
            return (null, $"its issuer {crl.Issuer} is not in the CA file");
        }
        if (!MaySign(authority))
        {
            return (null, $"the CA {authority.Subject} may not sign revocation lists (key usage)");
        }
        if (CriticalExtension(crl.TbsCertList.Extensions) is { } critical)
        {
            return (null, $"it has the critical extension {critical}, which is not understood (delta and partial lists are not accepted)");
        }
        string? failure = CrlSignature.Check(authority, crl.SignatureAlgorithm.Algorithm.Id, signed, crl.Signature.GetBytes());
        return failure is null ? (Take(crl, authority), null) : (null, failure);
    }

    /// <summary>The bytes that the signature covers, as they stand in the file; encoding them anew could change them.</summary>
    private static ReadOnlySpan<byte> SignedPart(byte[] der) =>
        new AsnReader(der, AsnEncodingRules.DER).ReadSequence().PeekEncodedValue().Span;

    private static IssuerRevocations Take(CertificateList crl, X509Certificate2 authority)
    {
        var serials = new HashSet<ReadOnlyMemory<byte>>(SerialComparer.Instance);
        foreach (CrlEntry entry in crl.TbsCertList.GetRevokedCertificateEnumeration())
        {
            serials.Add(entry.UserCertificate.Value.ToByteArray());
        }
        Asn1Object? number = crl.TbsCertList.Extensions?.GetExtensionParsedValue(X509Extensions.CrlNumber)?.ToAsn1Object();
        return new IssuerRevocations(
            authority.SubjectName.RawData,
            number is DerInteger integer ? new BigInteger(integer.Value.ToByteArray(), isBigEndian: true) : null,
            new DateTimeOffset(crl.ThisUpdate.ToDateTime().ToUniversalTime()),
            crl.NextUpdate is null ? null : new DateTimeOffset(crl.NextUpdate.ToDateTime().ToUniversalTime()),
            serials);
    }

    private static bool MaySign(X509Certificate2 authority)
    {
        X509KeyUsageExtension? usage = authority.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        return usage is null || usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign);
    }

    private static string? CriticalExtension(X509Extensions? extensions) =>
        extensions?.ExtensionOids.FirstOrDefault(oid => extensions.GetExtension(oid).IsCritical)?.Id;
}
