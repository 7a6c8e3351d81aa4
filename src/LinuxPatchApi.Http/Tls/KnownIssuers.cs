using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Http.Tls;

/// <summary>
/// Refuses by names alone what cannot lead to an authority, and by their size the keys that would be dear to check, before a chain is built and a
/// signature checked. Accepts more than chain building does, never less: case and white space of names, which OpenSSL compares folded, count for nothing.
/// Thread-safe.
/// </summary>
internal sealed class KnownIssuers(X509Certificate2Collection authorities)
{
    private readonly HashSet<string> _names = [.. authorities.Select(a => Fold(a.SubjectName)).OfType<string>()];

    /// <summary>A name that cannot be read, or has parts with several values or other characters than ASCII, is compared by chain building only.</summary>
    private readonly bool _canTell = authorities.All(a => Fold(a.SubjectName) is not null);

    /// <summary>Accepted: go on and build the chain.</summary>
    /// <param name="leaf">The client's certificate.</param>
    /// <param name="sent">Others that the client sent; at most <see cref="HttpLimits.ClientListLength"/>.</param>
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

    /// <summary>Null when it is not to be compared here: encodings of other characters than ASCII differ in how they are read.</summary>
    private static string? Fold(X500DistinguishedName name)
    {
        var text = SubjectText.Of(name);
        return text.Contains('+', StringComparison.Ordinal) || text.StartsWith('#') || !System.Text.Ascii.IsValid(text) ? null
            : string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
    }
}
