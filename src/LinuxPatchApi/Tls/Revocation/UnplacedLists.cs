using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls.Revocation.Parsing;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Lists whose issuer is not in the CA file. An intermediate CA may appear only in a client's chain; its certificate then verifies the
/// list's signature, so that certificates it revokes are refused as well. Immutable except for cached verifications.
/// </summary>
internal sealed class UnplacedLists(IReadOnlyList<CrlContent> lists)
{
    public static readonly UnplacedLists None = new([]);

    /// <summary>
    /// Issuers whose list is cached. Origin: as many lists as a file may have; beyond that each handshake verifies again.
    /// </summary>
    private const int MaxCached = CrlLimits.MaxListsInFile;

    private readonly ConcurrentDictionary<string, IReadOnlyList<IssuerRevocations>> _verified = new(StringComparer.Ordinal);

    public int Count => lists.Count;

    public IReadOnlyList<CrlContent> Lists => lists;

    /// <summary>Combines both without duplicates; beyond the limit of a file the oldest lists are dropped.</summary>
    public UnplacedLists With(UnplacedLists other) => other.Count == 0 || ReferenceEquals(this, other) ? this : Count == 0 ? other : new(
    [
        .. Lists.Concat(other.Lists).DistinctBy(list => Convert.ToHexString(list.Signature), StringComparer.Ordinal)
            .OrderByDescending(list => list.ThisUpdate).Take(CrlLimits.MaxListsInFile),
    ]);

    /// <summary>
    /// Returns the newest list of each place that is signed by an authority. The caller has built a chain from the authority to a
    /// trusted root.
    /// </summary>
    public IReadOnlyList<IssuerRevocations> Of(X509Certificate2 authority)
    {
        if (Count == 0)
        {
            return [];
        }
        var key = Convert.ToHexString(authority.SubjectName.RawData) + '/' + Convert.ToHexString(IssuerRevocations.KeyOf(authority).Span);
        if (!_verified.TryGetValue(key, out var found))
        {
            found = Find(authority);
            if (_verified.Count < MaxCached)
            {
                _verified[key] = found;
            }
        }
        return found;
    }

    private List<IssuerRevocations> Find(X509Certificate2 authority)
    {
        var good = new List<IssuerRevocations>();
        foreach (var list in lists)
        {
            if (IssuerName.AreSame(list.Issuer.Span, authority.SubjectName.RawData) && CrlReader.Check(authority, list) is null)
            {
                CrlDecision.Add(good, IssuerRevocations.Of(authority, list));
            }
        }
        return good;
    }
}
