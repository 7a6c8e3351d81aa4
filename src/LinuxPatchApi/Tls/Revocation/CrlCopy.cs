using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Composes the copy on disk of what was downloaded. A download may lack a list that an earlier one had, or hold an older one: the copy
/// never loses a revocation by that. Pure.
/// </summary>
internal static class CrlCopy
{
    /// <summary>Returns the file that holds the lists of both, without those that a newer one replaces.</summary>
    /// <param name="copy">The copy so far.</param>
    /// <param name="download">The download.</param>
    public static byte[] Compose(CrlState copy, CrlState download)
    {
        var lists = new List<IssuerRevocations>();
        foreach (var list in copy.Lists.Concat(download.Lists))
        {
            CrlDecision.Add(lists, list);
        }
        var unplaced = download.Unplaced.With(Others(copy.Unplaced, lists));
        var later = download.FutureUnplaced.With(Others(copy.FutureUnplaced, lists));
        var all = lists.SelectMany(list => list.Beside.Prepend(list)).Concat(copy.Future).Concat(download.Future)
            .Select(list => list.Serials.Der).Concat(unplaced.Lists.Concat(later.Lists).Select(list => list.Serials.Der));
        var text = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var der in all)
        {
            if (seen.Add(Convert.ToHexString(SHA256.HashData(der.Span))))
            {
                text.Append(PemEncoding.WriteString(PemLabel.RevocationList, der.Span)).Append('\n');
            }
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>
    /// Without those of a CA's name that the CA's key did not sign: the key that did is trusted no more, and would never be again.
    /// </summary>
    private static UnplacedLists Others(UnplacedLists unplaced, List<IssuerRevocations> lists) => new(
        [.. unplaced.Lists.Where(list => !lists.Exists(placed => IssuerName.AreSame(placed.Issuer.Span, list.Issuer.Span)))]);
}
