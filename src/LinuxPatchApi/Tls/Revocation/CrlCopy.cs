using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Tls.Revocation;

/// <summary>
/// Composes the files of lists that the agent writes: the copy of what was downloaded, and the file beside certificates that an enrolment
/// brings. What comes may lack a list that is present, or hold an older one: no revocation is lost by that. Pure.
/// </summary>
internal static class CrlCopy
{
    /// <summary>Returns the file that holds the lists of both, without those that a newer one replaces.</summary>
    /// <param name="copy">The copy so far.</param>
    /// <param name="download">The download.</param>
    public static byte[] Compose(CrlState copy, CrlState download) => Write(Lists(copy, download));

    /// <summary>
    /// Returns the file to install with certificates: the lists that come with them as they are, followed by those that only the present
    /// file has and that no newer one replaces. Null when there is neither.
    /// </summary>
    /// <param name="brought">The file that comes with the certificates; null when none comes.</param>
    /// <param name="present">The file so far, which counts as long as one of the authorities has signed a list in it; null when there is
    /// none.</param>
    /// <param name="authorities">The CAs that will be trusted.</param>
    public static byte[]? Merge(byte[]? brought, byte[]? present, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        var old = Read(present);
        if (old.Lists.Count + old.Future.Count == 0)
        {
            return brought;
        }
        if (brought is null)
        {
            return present;
        }
        // What is brought is not written anew: damage in it may have been a list, and has to stay visible.
        var next = Read(brought);
        var there = Lists(CrlState.None, next).Select(Digest).ToHashSet(StringComparer.Ordinal);
        var lost = Lists(old, next).Where(der => !there.Contains(Digest(der))).ToList();
        return lost.Count == 0 ? brought : [.. brought, (byte)'\n', .. Write(lost)];

        CrlState Read(byte[]? file) => file is null ? CrlState.None : CrlFile.Parse("", file, authorities, now);
    }

    /// <summary>Returns the lists of both in DER, without those that a newer one replaces, none of them twice.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Lists(CrlState copy, CrlState download)
    {
        var lists = new List<IssuerRevocations>();
        foreach (var list in copy.Lists.Concat(download.Lists))
        {
            CrlDecision.Add(lists, list);
        }
        var unplaced = download.Unplaced.With(Others(copy.Unplaced, lists));
        var later = download.FutureUnplaced.With(Others(copy.FutureUnplaced, lists));
        return lists.SelectMany(list => list.Beside.Prepend(list)).Concat(copy.Future).Concat(download.Future)
            .Select(list => list.Serials.Der).Concat(unplaced.Lists.Concat(later.Lists).Select(list => list.Serials.Der))
            .DistinctBy(Digest, StringComparer.Ordinal);
    }

    /// <summary>Returns a PEM file of lists in DER.</summary>
    private static byte[] Write(IEnumerable<ReadOnlyMemory<byte>> lists) =>
        Encoding.ASCII.GetBytes(string.Concat(lists.Select(der => PemEncoding.WriteString(PemLabel.RevocationList, der.Span) + "\n")));

    /// <summary>By which two lists are the same to the last byte.</summary>
    private static string Digest(ReadOnlyMemory<byte> der) => Convert.ToHexString(SHA256.HashData(der.Span));

    /// <summary>
    /// Without those of a CA's name that the CA's key did not sign: the key that did is trusted no more, and would never be again.
    /// </summary>
    private static UnplacedLists Others(UnplacedLists unplaced, List<IssuerRevocations> lists) => new(
        [.. unplaced.Lists.Where(list => !lists.Exists(placed => IssuerName.AreSame(placed.Issuer.Span, list.Issuer.Span)))]);
}
