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
    /// <param name="chain">The leaf first, each followed by its issuer. The issuer's own certificate gives the name to look up: the one in
    /// the certificate issued may be encoded otherwise, which chain building does not mind.</param>
    /// <param name="policy">What it means that revocation cannot be told.</param>
    /// <param name="now">Wall clock.</param>
    public static ChainVerdict Judge(CrlState crl, IReadOnlyList<X509Certificate2> chain, CrlPolicy policy, DateTimeOffset now)
    {
        bool isTold = true;
        for (int i = 0; i < chain.Count; i++)
        {
            bool isLast = i + 1 == chain.Count;
            IssuerRevocations? list = CrlDecision.Of(
                crl.Lists, isLast ? chain[i].IssuerName.RawData : chain[i + 1].SubjectName.RawData);
            if (list is not null && list.Serials.Contains(chain[i].SerialNumberBytes.Span))
            {
                return ChainVerdict.Revoked;
            }
            isTold &= list is null ? i > 0 : list.NextUpdate is not { } next || now <= next;
        }
        return isTold || policy != CrlPolicy.Refuse ? ChainVerdict.Good : ChainVerdict.Unknown;
    }
}
