using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Patches;

/// <summary>Finds CVE ids in the distribution's texts about an update. Pure.</summary>
internal static class CveIds
{
    private const string Prefix = "CVE-";

    /// <summary>
    /// Digits of the number. Origin: cve.org requires four or more, and at most seven were ever assigned; ten bound the match.
    /// </summary>
    private const int MaxNumberDigits = 10;

    /// <summary>
    /// Returns each id once, in order of appearance. URLs are searched like other texts, because zypp lists every reference among the CVE
    /// URLs.
    /// </summary>
    public static IReadOnlyList<string> In(params IEnumerable<string> texts)
    {
        var ids = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            AddFrom(text, ids, seen);
        }

        return ids;
    }

    private static void AddFrom(string text, List<string> ids, HashSet<string> seen)
    {
        var at = 0;
        while ((at = text.IndexOf(Prefix, at, StringComparison.OrdinalIgnoreCase)) >= 0)
        {
            var length = LengthAt(text, at);
            if (length > 0 && text.Substring(at, length).ToUpperInvariant() is var id && seen.Add(id))
            {
                ids.Add(id);
            }

            at += Math.Max(length, Prefix.Length);
        }
    }

    private static int LengthAt(string text, int at)
    {
        var length = new IdScanner(text.AsSpan(at))
            .Literal(Prefix, StringComparison.OrdinalIgnoreCase).Digits(4, 4).AnyOf("-").Digits(4, MaxNumberDigits).Length;
        return IdScanner.IsBoundary(text, at) && IdScanner.IsBoundary(text, at + length) ? length : 0;
    }
}
