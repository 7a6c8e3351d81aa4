using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Identity;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// Cheap checks before a chain is built: refuses, by names alone, certificates that cannot lead to an authority, and, by size, keys that
/// are expensive to verify. Never refuses for its names what chain building would accept: case and white space of names, which OpenSSL
/// ignores, are ignored here too. Thread-safe.
/// </summary>
internal sealed class KnownIssuers(X509Certificate2Collection authorities)
{
    private readonly HashSet<string> _names = [.. authorities.Select(a => Fold(a.SubjectName)).OfType<string>()];

    /// <summary>
    /// False when an authority has a name that only chain building can compare: unreadable, with multi-valued parts or non-ASCII
    /// characters.
    /// </summary>
    private readonly bool _canTell = authorities.All(a => Fold(a.SubjectName) is not null);

    /// <summary>Returns Accepted when the chain must be built.</summary>
    /// <param name="leaf">The client's certificate.</param>
    /// <param name="sent">The other certificates sent; at most <see cref="HttpLimits.ClientListLength"/>.</param>
    public ClientCertificateVerdict Judge(X509Certificate2 leaf, X509Certificate2Collection sent) =>
        !MayLead(leaf, sent) ? IsSelfSigned(leaf) ? ClientCertificateVerdict.SelfSigned : ClientCertificateVerdict.Untrusted
        : CertificateStrength.IsTooLarge(leaf) || sent.Any(CertificateStrength.IsTooLarge) ? ClientCertificateVerdict.WeakKey
        : ClientCertificateVerdict.Accepted;

    private bool MayLead(X509Certificate2 leaf, X509Certificate2Collection sent)
    {
        if (!_canTell || Fold(leaf.IssuerName) is not { } issuer)
        {
            return true;
        }
        HashSet<string> reached = [issuer];
        var grows = true;
        while (grows && !reached.Overlaps(_names))
        {
            grows = false;
            foreach (var above in sent)
            {
                if (Fold(above.SubjectName) is not { } subject || Fold(above.IssuerName) is not { } next)
                {
                    return true;
                }
                grows |= reached.Contains(subject) && reached.Add(next);
            }
        }
        return reached.Overlaps(_names);
    }

    private static bool IsSelfSigned(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    /// <summary>
    /// Folds case and white space. Null when the name cannot be compared here: encodings of non-ASCII characters differ in how they are
    /// read.
    /// </summary>
    private static string? Fold(X500DistinguishedName name)
    {
        var text = SubjectText.Of(name);
        return text.Contains('+', StringComparison.Ordinal) || text.StartsWith('#') || !System.Text.Ascii.IsValid(text) ? null
            : string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
    }
}
