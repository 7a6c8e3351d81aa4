using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Yaml;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Access;

/// <summary>Reads whitelist.yaml: a list <c>entries:</c> of IP addresses, networks and host names.</summary>
internal static class AllowListFile
{
    private const string EntriesKey = "entries";

    public static AllowListResult Load(string path)
    {
        var content = AgentFile.Read(path, YamlLimits.MaxFileBytes);
        return content.Bytes is { } bytes ? Parse(path, bytes) : new AllowListResult(null, [FileFindings.Of(content.Problem!)]);
    }

    /// <summary>Joins the entries of a second file. One that is missing or unusable lets nobody in, and a finding says so.</summary>
    public static AllowListResult Load(string path, string? enrolled)
    {
        var own = Load(path);
        if (enrolled is null || own.Document is not { } document)
        {
            return own;
        }
        var added = Load(enrolled);
        var findings = added.Document is null
            ? own.Findings.Concat(added.Findings.Select(finding => finding with { Severity = FindingSeverity.Warning }))
            : own.Findings.Where(finding => finding.Reason != FindingReason.NobodyAllowed);
        return new AllowListResult(
            added.Document is not { } more ? document
                : new AllowListDocument([.. document.Ranges, .. more.Ranges], [.. document.HostNames.Union(more.HostNames)]),
            [.. findings]);
    }

    /// <summary>Parses the content. Pure; <paramref name="file"/> is only the name shown in findings.</summary>
    public static AllowListResult Parse(string file, ReadOnlySpan<byte> content)
    {
        var findings = new List<Finding>();
        var ranges = new List<AddressRange>();
        var hostNames = new List<string>();
        if (YamlDocumentReader.Read(file, content, findings, "write \"entries:\" in a line above the list") is { } root)
        {
            foreach (var item in Entries(root, findings))
            {
                ReadEntry(item, ranges, hostNames, findings);
            }
            if (ranges.Count + hostNames.Count == 0 && findings.Count == 0)
            {
                findings.Add(Finding.Warning(FindingReason.NobodyAllowed, root.Position, EntriesKey,
                    "there is no entry, so nobody may connect",
                    "add the address of each client"));
            }
        }
        var isBroken = findings.Exists(finding => finding.Severity == FindingSeverity.Error);
        return new AllowListResult(isBroken ? null : new AllowListDocument(ranges, hostNames), findings);
    }

    private static IReadOnlyList<RawNode> Entries(RawMapping root, List<Finding> findings)
    {
        IReadOnlyList<RawNode> entries = [];
        foreach (var entry in root.Entries)
        {
            switch (entry)
            {
                case { Key: EntriesKey, Value: RawSequence list }:
                    entries = list.Items;
                    break;
                case { Key: EntriesKey, Value: RawScalar { IsNull: true } }:
                    break;
                case { Key: EntriesKey }:
                    findings.Add(Finding.Error(FindingReason.WrongType, entry.Value.Position, EntriesKey,
                        $"must be a list, found {entry.Value.Shape}", "write one \"- ADDRESS\" a line"));
                    break;
                default:
                    var meant = NearestName.Find(entry.Key, [EntriesKey]);
                    findings.Add(Finding.Error(FindingReason.UnknownKey, entry.Position, Quoted.Show(entry.Key)[1..^1],
                        "nothing reads this key", meant is null ? "the only key is entries" : $"did you mean {meant}?"));
                    break;
            }
        }
        if (entries.Count > AllowListLimits.MaxEntries)
        {
            findings.Add(Finding.Error(FindingReason.OutOfRange, entries[AllowListLimits.MaxEntries].Position, EntriesKey,
                $"there are {entries.Count} entries, at most {AllowListLimits.MaxEntries} are read", "join addresses to networks"));
            return [];
        }
        return entries;
    }

    private static void ReadEntry(RawNode item, List<AddressRange> ranges, List<string> hostNames, List<Finding> findings)
    {
        if (item is not RawScalar { IsNull: false } scalar)
        {
            findings.Add(Finding.Error(FindingReason.WrongType, item.Position, EntriesKey,
                $"an entry must be one text, found {(item is RawScalar ? "nothing" : item.Shape)}", YamlMistakes.AddressHint(item)));
        }
        else if (AddressRange.TryParse(scalar.Text, out var range, out var hasHostBits))
        {
            ranges.Add(range);
            if (hasHostBits)
            {
                findings.Add(Finding.Warning(FindingReason.BadFormat, item.Position, EntriesKey,
                    $"{Quoted.Show(scalar.Text)} has bits set behind its prefix, the whole network is meant"));
            }
        }
        else if (!HostName.IsValid(scalar.Text))
        {
            findings.Add(Finding.Error(FindingReason.BadFormat, item.Position, EntriesKey,
                $"{Quoted.Show(scalar.Text)} is no IP address, no network and no host name", Hint(scalar.Text)));
        }
        else if (hostNames.Count == AllowListLimits.MaxHostNames)
        {
            findings.Add(Finding.Error(FindingReason.OutOfRange, item.Position, EntriesKey,
                $"more than {AllowListLimits.MaxHostNames} host names", "write networks instead"));
        }
        else
        {
            hostNames.Add(scalar.Text.TrimEnd('.').ToLowerInvariant());
        }
    }

    private static string? Hint(string text) => text switch
    {
        _ when Uri.TryCreate(text, UriKind.Absolute, out var address) && text.Contains("://") && address.Host.Length > 0 =>
            $"an entry is no URL, write the bare address or name: {address.Host}",
        _ when text.Contains("://") || text.StartsWith('[') => "write the bare address or name",
        _ when text.Contains('*') => "write a network such as 192.0.2.0/24, or 0.0.0.0/0 and ::/0 for everybody",
        _ when text.Contains('/') => "a network is ADDRESS/BITS, for example 192.0.2.0/24",
        _ => null,
    };
}
