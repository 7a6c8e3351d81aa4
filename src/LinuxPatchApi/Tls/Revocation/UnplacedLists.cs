using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Lists whose issuer the CA file does not have. An intermediate CA may stand in the client's chain only, and its certificate is then what the
/// list's signature is verified with: whom it revokes is refused then as well. Immutable but for what it remembers.
/// </summary>
internal sealed class UnplacedLists(IReadOnlyList<CrlContent> lists)
{
    public static readonly UnplacedLists None = new([]);

    /// <summary>Issuers whose list is remembered. Origin: as many lists as a file may have; beyond them each handshake verifies again.</summary>
    private const int MostRemembered = TlsLimits.MaxCrlsInFile;

    private readonly ConcurrentDictionary<string, IssuerRevocations?> _verified = new(StringComparer.Ordinal);

    public int Count => lists.Count;

    /// <summary>Those of both, each once; beyond what a file may have the oldest go.</summary>
    public UnplacedLists With(UnplacedLists other) => other.Count == 0 || ReferenceEquals(this, other) ? this : Count == 0 ? other : new(
    [
        .. Lists.Concat(other.Lists).DistinctBy(list => Convert.ToHexString(list.Signature), StringComparer.Ordinal)
            .OrderByDescending(list => list.ThisUpdate).Take(TlsLimits.MaxCrlsInFile),
    ]);

    /// <summary>The newest list that an authority has signed; null when there is none. The caller has built a chain over the authority to a root
    /// that is trusted.</summary>
    public IssuerRevocations? Of(X509Certificate2 authority)
    {
        if (Count == 0)
        {
            return null;
        }
        var key = Convert.ToHexString(authority.SubjectName.RawData) + '/' + Convert.ToHexString(IssuerRevocations.KeyOf(authority).Span);
        if (!_verified.TryGetValue(key, out var found))
        {
            found = Find(authority);
            if (_verified.Count < MostRemembered)
            {
                _verified[key] = found;
            }
        }
        return found;
    }

    private IReadOnlyList<CrlContent> Lists => lists;

    private IssuerRevocations? Find(X509Certificate2 authority)
    {
        var good = new List<IssuerRevocations>();
        foreach (var list in lists)
        {
            if (IssuerName.AreSame(list.Issuer.Span, authority.SubjectName.RawData) && CrlReader.Check(authority, list) is null)
            {
                CrlDecision.Add(good, IssuerRevocations.Of(authority, list));
            }
        }
        return good.FirstOrDefault();
    }
}
