using System.Net;
using System.Text;

namespace LinuxPatchApi.Access;

/// <summary>Adds entries to the text of whitelist.yaml and leaves everything else, comments too, as it is. Pure.</summary>
internal static class AllowListEdit
{
    private const string Key = "entries:";

    /// <summary>Null when the text may be an entry; otherwise why not.</summary>
    public static string? Problem(string entry)
    {
        var parsed = AllowListFile.Parse("", Encoding.UTF8.GetBytes($"{Key}\n  - {Quoted(entry)}\n"));
        return parsed.Document is null || entry.Contains('"') || entry.Any(char.IsWhiteSpace)
            ? "is no IP address, no network such as 192.0.2.0/24, and no host name" : null;
    }

    /// <summary>True when the list has the address, network or name already.</summary>
    public static bool Has(AllowListDocument document, string entry)
    {
        if (!AddressRange.TryParse(entry, out var range, out _))
        {
            return document.HostNames.Contains(entry.TrimEnd('.').ToLowerInvariant());
        }
        return document.Ranges.Any(r => r.IsIpv6 == range.IsIpv6 && r.First <= range.First && range.Last <= r.Last);
    }

    public static bool Has(AllowListDocument document, IPAddress address) => new AllowList(document.Ranges).Allows(address);

    /// <summary>Returns the new text; null when the list is written in a form that this does not edit safely.</summary>
    public static string? Add(string text, IReadOnlyList<string> entries)
    {
        var lines = text.Split('\n').ToList();
        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r" : "";
        var key = lines.FindIndex(line => line.StartsWith(Key, StringComparison.Ordinal));
        if (key < 0)
        {
            var isOpen = lines[^1].Length > 0;
            lines.InsertRange(isOpen ? lines.Count : lines.Count - 1, [Key + end, .. entries.Select(e => Line("  ", e, end))]);
            return Checked(text, string.Join('\n', lines) + (isOpen ? "\n" : ""), entries);
        }
        var value = lines[key][Key.Length..].Split('#')[0].Trim();
        if (value is "[]" or "null" or "~")
        {
            var comment = lines[key].IndexOf('#');
            lines[key] = Key + (comment < 0 ? end : " " + lines[key][comment..]);
        }
        else if (value.Length > 0)
        {
            return null;
        }
        var last = LastItem(lines, key);
        var indent = last == key ? "  " : lines[last][..lines[last].IndexOf('-')];
        lines.InsertRange(last + 1, entries.Select(entry => Line(indent, entry, end)));
        return Checked(text, string.Join('\n', lines), entries);
    }

    /// <summary>The line of the last item below the key, or the key's own.</summary>
    private static int LastItem(List<string> lines, int key)
    {
        var last = key;
        for (var i = key + 1; i < lines.Count; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith('-') && line != "---")
            {
                last = i;
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                break;
            }
        }
        return last;
    }

    /// <summary>Returns the new text only when it says what the old one said, and the new entries.</summary>
    private static string? Checked(string former, string text, IReadOnlyList<string> entries)
    {
        var before = AllowListFile.Parse("", Encoding.UTF8.GetBytes(former)).Document;
        var after = AllowListFile.Parse("", Encoding.UTF8.GetBytes(text)).Document;
        return before is not null && after is not null && entries.All(entry => Has(after, entry))
            && before.Ranges.All(after.Ranges.Contains) && before.HostNames.All(after.HostNames.Contains)
            && after.Ranges.Count + after.HostNames.Count <= before.Ranges.Count + before.HostNames.Count + entries.Count
            ? text : null;
    }

    private static string Line(string indent, string entry, string end) => $"{indent}- {Quoted(entry)}{end}";

    private static string Quoted(string entry) => entry.Contains(':') ? $"\"{entry}\"" : entry;
}
