using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Daemon.Reloading;

/// <summary>Describes what a reload has replaced, and by what. Pure.</summary>
internal static class ReloadSummary
{
    /// <summary>CAs, lists and settings that are named. Origin: a site has one or two; a journal line should be readable at a
    /// glance.</summary>
    private const int MaxNamed = 5;

    /// <summary>Characters of a subject. Origin: names chosen by people are shorter.</summary>
    private const int MaxSubject = 200;

    /// <param name="configuration">The outcome for the configuration.</param>
    /// <param name="changedKeys">The settings whose values differ, when it was replaced.</param>
    /// <param name="tls">The certificates in force before and after; null when there were none.</param>
    /// <param name="isTlsRefused">True when the files could not be used, whatever is in force.</param>
    /// <param name="allowList">The content of the allow-list's file before and now; null when it could not be read.</param>
    public static string Of(
        ReloadOutcome configuration, IReadOnlyList<string> changedKeys, (TlsMaterial? Before, TlsMaterial? After) tls, bool isTlsRefused,
            (AllowListDocument? Before, AllowListDocument? After) allowList)
    {
        var parts = new List<string>();
        if (configuration != ReloadOutcome.Unchanged)
        {
            parts.Add(configuration == ReloadOutcome.Applied ? Replaced(changedKeys)
                : "configuration rejected, the previous one stays in force");
        }
        if (isTlsRefused)
        {
            parts.Add(tls.After is null ? "certificates rejected" : "certificates rejected, the previous ones stay in force");
        }
        if (tls.After is { } after)
        {
            Add(parts, tls.Before, after);
        }
        if (allowList.After is null)
        {
            parts.Add(allowList.Before is null ? "allow-list rejected, nobody may connect"
                : "allow-list rejected, the previous one stays in force");
        }
        else if (allowList.After is { } list && (allowList.Before is not { } previous || !IsSame(previous, list)))
        {
            parts.Add($"allow-list replaced by one of {list.Ranges.Count + list.HostNames.Count} entries");
        }
        return parts.Count == 0 ? "nothing has changed" : string.Join("; ", parts);
    }

    private static string Replaced(IReadOnlyList<string> keys) => $"configuration replaced: {Counted.Names(keys, MaxNamed)}";

    private static void Add(List<string> parts, TlsMaterial? before, TlsMaterial after)
    {
        if (before is null || !IsSame(before.Server, after.Server))
        {
            parts.Add($"server certificate replaced by {Name(after.Server)} until {after.Server.NotAfter.ToUniversalTime():u}");
        }
        Add(parts, "intermediate added", Added(before?.Chain, after.Chain));
        Add(parts, "intermediate removed", Added(after.Chain, before?.Chain));
        Add(parts, "CA added", Added(before?.Authorities, after.Authorities));
        Add(parts, "CA removed", Added(after.Authorities, before?.Authorities));
        Add(parts, "revocation list replaced by",
            [.. after.Crl.Lists.Where(list => before?.Crl.Lists.Any(other => IsSame(list, other)) != true)
            .Select(list => Name(list, after.Authorities))]);
        Add(parts, "revocation list of the future added:",
            [.. after.Crl.Future.Where(list => before?.Crl.Future.Any(other => IsSame(list, other)) != true)
            .Select(list => Name(list, after.Authorities))]);
        AddCount(parts, "revocation list of an unknown CA", before?.Crl.Unplaced.Count + before?.Crl.FutureUnplaced.Count ?? 0,
            after.Crl.Unplaced.Count + after.Crl.FutureUnplaced.Count);
        Add(parts, "revocation list given up:",
            [.. (before?.Crl.Lists ?? []).Where(
                list => !after.Crl.Lists.Any(list.IsInPlaceOf)).Select(list => Name(list, before!.Authorities))]);
    }

    private static void AddCount(List<string> parts, string what, int before, int after)
    {
        if (before != after)
        {
            parts.Add($"{Math.Abs(after - before)} {what} {(after > before ? "added" : "removed")}");
        }
    }

    /// <summary>Names the certificates of the second collection that the first does not have.</summary>
    private static List<string> Added(X509Certificate2Collection? without, X509Certificate2Collection? with) =>
        [.. (with ?? []).Where(one => (without ?? []).All(other => !IsSame(one, other))).Select(Name)];

    private static void Add(List<string> parts, string what, List<string> names)
    {
        foreach (var name in names.Take(MaxNamed))
        {
            parts.Add($"{what} {name}");
        }
        if (names.Count > MaxNamed)
        {
            parts.Add($"{what} {names.Count - MaxNamed} more");
        }
    }

    private static string Name(X509Certificate2 certificate) => $"{Cut(certificate.Subject)}, serial {certificate.SerialNumber}";

    private static string Name(IssuerRevocations list, X509Certificate2Collection authorities) =>
        $"{(list.Number is { } number ? $"number {number}" : "one without number")} "
        + $"of {Cut(authorities.FirstOrDefault(list.IsOf)?.Subject ?? "a CA")}, "
        + $"issued {list.ThisUpdate:u}, {list.Serials.Count} revoked";

    private static bool IsSame(X509Certificate2 left, X509Certificate2 right) =>
        left.RawDataMemory.Span.SequenceEqual(right.RawDataMemory.Span);

    private static bool IsSame(IssuerRevocations left, IssuerRevocations right) =>
        left.IsInPlaceOf(right) && left.ThisUpdate == right.ThisUpdate && left.Number?.ToString() == right.Number?.ToString()
            && left.Serials.Count == right.Serials.Count && left.NextUpdate == right.NextUpdate && left.Beside.Count == right.Beside.Count;

    private static bool IsSame(AllowListDocument left, AllowListDocument right) =>
        left.Ranges.SequenceEqual(right.Ranges) && left.HostNames.SequenceEqual(right.HostNames, StringComparer.Ordinal);

    private static string Cut(string subject) => OneLine.Of(subject, MaxSubject);
}
