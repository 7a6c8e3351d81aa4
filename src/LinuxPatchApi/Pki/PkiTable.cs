using System.Globalization;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Pki;

/// <summary>What a CA has issued, as lines in columns. Pure.</summary>
internal static class PkiTable
{
    private const string Day = "yyyy-MM-dd";

    /// <param name="authorityEnds">When the CA itself ends.</param>
    /// <param name="listDue">Next update of the revocation list; null when there is none.</param>
    public static IReadOnlyList<string> Lines(
        IReadOnlyList<IndexEntry> index, DateTimeOffset authorityEnds, DateTimeOffset? listDue, DateTimeOffset now)
    {
        List<string[]> rows = [["ENDS", "STATE", "USE", "NAME", "SERIAL"]];
        foreach (var entry in index)
        {
            rows.Add(Row(entry, index, now));
        }
        rows.Add([Text(authorityEnds), State(authorityEnds, now, authorityEnds - now <= PkiLimits.RenewBefore), "ca", "-", "-"]);
        rows.Add([listDue is { } due ? Text(due) : "-", listDue is { } next ? State(next, now, next - now <= PkiLimits.RenewBefore)
            : "missing", "crl", "-", "-"]);
        rows.Sort(1, rows.Count - 1, Comparer<string[]>.Create((left, right) => string.CompareOrdinal(left[0], right[0])));
        return TextTable.Lines(rows);
    }

    private static string[] Row(IndexEntry entry, IReadOnlyList<IndexEntry> index, DateTimeOffset now)
    {
        var isReplaced = !Renewal.IsNewest(entry, index);
        var state = entry.RevokedAt is { } revoked
            ? $"revoked {Text(revoked)}"
            : State(entry.NotAfter, now, PemCertificates.EndsSoon(entry.NotBefore, entry.NotAfter, now)) + (isReplaced ? ", replaced" : "");
        return [Text(entry.NotAfter), state, entry.Use, entry.Name, entry.Serial];
    }

    private static string State(DateTimeOffset end, DateTimeOffset now, bool endsSoon) =>
        end <= now ? "ended" : endsSoon ? $"ends in {(int)(end - now).TotalDays} days" : "good";

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Day, CultureInfo.InvariantCulture);
}
