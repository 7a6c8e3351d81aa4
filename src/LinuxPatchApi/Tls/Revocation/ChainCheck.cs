using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Judges every certificate of a chain by the list of its issuer. Pure. Under <see cref="CrlPolicy.Refuse"/> the issuer of the leaf must
/// have a list, and no list that speaks for the chain may be overdue; a CA above it may be without one, as roots that are kept offline
/// often are.
/// </summary>
internal static class ChainCheck
{
    /// <param name="crl">The lists in force.</param>
    /// <param name="chain">The leaf first, each followed by its issuer, whose key says which list counts: another CA of the same name has
    /// lists of its own, and the name in the certificate issued may be encoded otherwise, which chain building does not mind.</param>
    /// <param name="policy">What it means that revocation cannot be told.</param>
    /// <param name="now">Wall clock.</param>
    public static ChainVerdict Judge(CrlState crl, IReadOnlyList<X509Certificate2> chain, CrlPolicy policy, DateTimeOffset now)
    {
        var isTold = true;
        for (var i = 0; i < chain.Count; i++)
        {
            IssuerRevocations? list = null;
            if (IssuerOf(chain, i) is { } issuer)
            {
                list = CrlDecision.Of(crl.Lists, issuer) ?? crl.Unplaced.Of(issuer);
                if (list is not null && list.Serials.Contains(chain[i].SerialNumberBytes.Span))
                {
                    return ChainVerdict.Revoked;
                }
            }
            else if (IsOnAnyList(crl, chain[i]))
            {
                return ChainVerdict.Revoked;
            }
            isTold &= list is null ? i > 0 : list.NextUpdate is not { } next || now <= next;
        }
        return isTold || policy != CrlPolicy.Refuse ? ChainVerdict.Good : ChainVerdict.Unknown;
    }

    /// <summary>The certificate above; a root is its own. Null when the chain ends before a root.</summary>
    private static X509Certificate2? IssuerOf(IReadOnlyList<X509Certificate2> chain, int place) =>
        place + 1 < chain.Count ? chain[place + 1]
        : IssuerName.AreSame(chain[place].IssuerName.RawData, chain[place].SubjectName.RawData) ? chain[place]
        : null;

    /// <summary>When it is not known which key has issued a certificate, all of that name count: rather once too often than not at all.</summary>
    private static bool IsOnAnyList(CrlState crl, X509Certificate2 certificate) => crl.Lists.Any(
        list => IssuerName.AreSame(list.Issuer.Span, certificate.IssuerName.RawData)
            && list.Serials.Contains(certificate.SerialNumberBytes.Span));
}
