using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls.Revocation.Parsing;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>Parses one DER list and verifies it with the key of a CA that has the issuer's name.</summary>
internal static class CrlReader
{
    /// <summary>Exactly one of the two results is set; the failure is a clause whose subject is the list.</summary>
    public static (IssuerRevocations? List, string? Failure) Read(byte[] der, X509Certificate2Collection authorities)
    {
        (var content, var failure) = CrlParser.Parse(der);
        if (content is null)
        {
            return (null, failure);
        }
        failure = "its issuer is not in the CA file; it counts for clients that send the certificate of its issuer";
        // A CA that has changed its key has two certificates with the same name.
        foreach (var authority in authorities)
        {
            if (IssuerName.AreSame(content.Issuer.Span, authority.SubjectName.RawData))
            {
                failure = Check(authority, content);
                if (failure is null)
                {
                    return (IssuerRevocations.Of(authority, content), null);
                }
            }
        }
        return (null, failure);
    }

    /// <summary>
    /// True when bytes that hold no list of a CA are probably what is left of one: they are no list at all, or one that names the key of a
    /// CA and does not have its signature.
    /// </summary>
    public static bool IsDamaged(byte[] der, X509Certificate2Collection authorities) =>
        CrlParser.Parse(der).Content is not { } content
        || (!content.SignerKey.IsEmpty && authorities.Any(
            authority => IssuerName.AreSame(content.Issuer.Span, authority.SubjectName.RawData)
                && authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } key
                && key.SubjectKeyIdentifierBytes.Span.SequenceEqual(content.SignerKey.Span)
                && Check(authority, content) is not null));

    /// <summary>Null when the list is of this authority, else why not.</summary>
    public static string? Check(X509Certificate2 authority, CrlContent content) => MaySign(authority)
        ? CrlSignature.Check(authority, content.Algorithm, content.Signed.Span, content.Signature)
        : $"the CA {authority.Subject} may not sign revocation lists (key usage)";

    private static bool MaySign(X509Certificate2 authority)
    {
        var usage = authority.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        return usage is null || usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign);
    }
}
