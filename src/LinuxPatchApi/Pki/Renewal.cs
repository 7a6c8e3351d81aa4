using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Pki;

/// <summary>Which certificates of a CA are due, and what the renewed ones are to hold.</summary>
internal static class Renewal
{
    /// <summary>
    /// The newest certificate of each name, when it ends soon, its files are stale or <paramref name="all"/> are wanted. Revoked ones are
    /// left out: whoever revoked them did not want another. Pure.
    /// </summary>
    /// <param name="names">Only these; empty for every name.</param>
    /// <param name="isStale">True when the files of that name are not those of the entry: writing them failed after it was listed.</param>
    public static IReadOnlyList<IndexEntry> Due(
        IReadOnlyList<IndexEntry> index, IReadOnlyList<string> names, bool all, DateTimeOffset now, Func<IndexEntry, bool> isStale) =>
    [
        .. Current(index).Where(entry => (names.Count == 0 || names.Contains(entry.Name))
            && (all || names.Count > 0 || PemCertificates.EndsSoon(entry.NotBefore, entry.NotAfter, now) || isStale(entry))),
    ];

    /// <summary>The newest certificate of each name, unless it is revoked. Pure.</summary>
    public static IEnumerable<IndexEntry> Current(IReadOnlyList<IndexEntry> index) =>
        index.Where(entry => entry.RevokedAt is null && IsNewest(entry, index));

    /// <summary>True when no later certificate of that name was issued. Pure.</summary>
    public static bool IsNewest(IndexEntry entry, IReadOnlyList<IndexEntry> index)
    {
        for (var i = index.Count - 1; i >= 0; i--)
        {
            if (index[i].Name == entry.Name)
            {
                return ReferenceEquals(index[i], entry);
            }
        }
        return true;
    }

    /// <summary>True when half of the period of a revocation list is over, so that one missed run does no harm. Pure.</summary>
    public static bool IsListDue(DateTimeOffset? thisUpdate, DateTimeOffset? nextUpdate, DateTimeOffset now) =>
        thisUpdate is not { } from || nextUpdate is not { } until || now - from >= (until - from) / 2;

    /// <summary>The same names for as many days as before; null when the certificate cannot be read.</summary>
    public static IssueRequest? Request(IndexEntry entry, string certificate)
    {
        try
        {
            using var before = X509CertificateLoader.LoadCertificateFromFile(certificate);
            var names = before.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
            var days = Math.Clamp((int)Math.Round((entry.NotAfter - entry.NotBefore).TotalDays), 1, PkiLimits.MaxDays);
            return new IssueRequest(
                entry.Use == IndexEntry.Server ? CertificateUse.Server : CertificateUse.Client,
                entry.Name,
                [.. names.SelectMany(n => n.EnumerateIPAddresses())],
                [.. names.SelectMany(n => n.EnumerateDnsNames())],
                days,
                Force: true);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>What a renewal does.</summary>
/// <param name="Due">Certificates to issue again.</param>
/// <param name="Serving">The other servers' certificates, whose bundles may be stale. Empty when only some names are wanted.</param>
internal sealed record RenewalPlan(IReadOnlyList<IndexEntry> Due, IReadOnlyList<IndexEntry> Serving, bool IsListDue);
