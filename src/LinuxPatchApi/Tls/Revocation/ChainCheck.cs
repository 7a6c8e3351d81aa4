using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tls.Revocation.Parsing;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Checks every certificate of a chain against the list of its issuer. Pure. Under <see cref="CrlPolicy.Refuse"/> the issuer of the leaf
/// must have a list, no list that covers the chain may be overdue, and no file of lists may be damaged; a CA above it may have none, as is
/// common for roots that are kept offline.
/// </summary>
internal static class ChainCheck
{
    /// <param name="crl">The lists in force.</param>
    /// <param name="chain">The leaf first, each certificate followed by its issuer. The issuer's key selects the list: another CA with the
    /// same name has lists of its own, and the name in the issued certificate may be encoded differently, which chain building
    /// accepts.</param>
    /// <param name="policy">What follows when revocation cannot be determined.</param>
    /// <param name="now">Wall clock.</param>
    public static ChainVerdict Judge(CrlState crl, IReadOnlyList<X509Certificate2> chain, CrlPolicy policy, DateTimeOffset now)
    {
        var isKnown = true;
        for (var i = 0; i < chain.Count; i++)
        {
            IReadOnlyList<IssuerRevocations> lists = [];
            if (IssuerOf(chain, i) is { } issuer)
            {
                lists = CrlDecision.FindFor(crl.Lists, issuer) is { Count: > 0 } placed ? placed : crl.Unplaced.Of(issuer);
                // Of whichever place: a CA gives each serial number once.
                if (IsOn(lists, chain[i]) || IsToBeRevoked(crl, issuer, chain[i].SerialNumberBytes.Span))
                {
                    return ChainVerdict.Revoked;
                }
            }
            else if (IsOnAnyList(crl, chain[i]))
            {
                return ChainVerdict.Revoked;
            }
            isKnown &= IsKnown(lists, chain[i], now) ?? i > 0;
        }
        return (isKnown && !crl.IsIncomplete) || policy != CrlPolicy.Refuse ? ChainVerdict.Good : ChainVerdict.Unknown;
    }

    private static bool IsOn(IReadOnlyList<IssuerRevocations> lists, X509Certificate2 certificate)
    {
        foreach (var list in lists)
        {
            if (list.Revokes(certificate.SerialNumberBytes.Span))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Null when no list is about the certificate: those of other places (a partitioned list) say nothing of it. One that names a place
    /// needs a list of that, or a complete one, that is not overdue; any list may be that of one that names none, so none may be.
    /// </summary>
    private static bool? IsKnown(IReadOnlyList<IssuerRevocations> lists, X509Certificate2 certificate, DateTimeOffset now)
    {
        var place = lists.Any(list => !list.Place.IsNone) ? CrlPlace.Of(certificate) : CrlPlace.None;
        List<IssuerRevocations> about = [.. lists.Where(list => list.Place.IsAbout(place))];
        return about.Count == 0 ? null
            : place is { IsNone: true } ? about.Exists(list => list.Place.IsNone && IsInTime(list)) || about.TrueForAll(IsInTime)
            : about.Exists(IsInTime);

        bool IsInTime(IssuerRevocations list) => list.NextUpdate is not { } next || now <= next;
    }

    /// <summary>Returns the next certificate; a self-issued one is its own issuer. Null when the chain ends before a root.</summary>
    private static X509Certificate2? IssuerOf(IReadOnlyList<X509Certificate2> chain, int index) =>
        index + 1 < chain.Count ? chain[index + 1]
        : IssuerName.AreSame(chain[index].IssuerName.RawData, chain[index].SubjectName.RawData) ? chain[index]
        : null;

    /// <summary>
    /// True when any list of a CA with the issuer's name has the serial number. Used when the issuer's key is unknown: refusing a good
    /// certificate is safer than accepting a revoked one.
    /// </summary>
    private static bool IsOnAnyList(CrlState crl, X509Certificate2 certificate) => crl.Lists.Concat(crl.Future).Any(
        list => IssuerName.AreSame(list.Issuer.Span, certificate.IssuerName.RawData)
            && list.Revokes(certificate.SerialNumberBytes.Span));

    /// <summary>True when a list of the issuer that was issued in the future has the serial number.</summary>
    private static bool IsToBeRevoked(CrlState crl, X509Certificate2 issuer, ReadOnlySpan<byte> serial)
    {
        foreach (var list in crl.Future)
        {
            if (list.IsOf(issuer) && list.Revokes(serial))
            {
                return true;
            }
        }
        foreach (var list in crl.FutureUnplaced.Of(issuer))
        {
            if (list.Revokes(serial))
            {
                return true;
            }
        }
        return false;
    }
}

internal enum ChainVerdict
{
    /// <summary>No certificate of the chain is known to be revoked, and the lists that the policy requires are there.</summary>
    Good,

    /// <summary>A certificate of the chain is on the list of its issuer.</summary>
    Revoked,

    /// <summary>A list that the policy requires is missing or overdue.</summary>
    Unknown,
}
