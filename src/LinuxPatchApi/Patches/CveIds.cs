using System.Text.RegularExpressions;

namespace LinuxPatchApi.Patches;

/// <summary>CVE ids in what the distribution says of an update. Pure.</summary>
internal static partial class CveIds
{
    /// <summary>From the references first, then from the advisory's text and the changelog; each id once, in order of appearance.
    /// zypp puts every reference among the CVE urls, so urls are searched, not counted.</summary>
    public static IReadOnlyList<string> In(params IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => Pattern().EnumerateMatches(text).ToList(text)).Distinct(StringComparer.Ordinal)];

    private static List<string> ToList(this Regex.ValueMatchEnumerator matches, string text)
    {
        var ids = new List<string>();
        foreach (var match in matches)
        {
            ids.Add(text.Substring(match.Index, match.Length).ToUpperInvariant());
        }

        return ids;
    }

    /// <summary>cve.org's syntax: a year and four or more digits. Seven are the most ever assigned; ten bound the match.</summary>
    [GeneratedRegex(@"\bCVE-[0-9]{4}-[0-9]{4,10}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
