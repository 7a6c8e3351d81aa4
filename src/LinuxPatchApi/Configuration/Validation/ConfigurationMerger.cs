using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Yaml;

namespace LinuxPatchApi.Configuration.Validation;

/// <summary>
/// Second stage: merges the file with the defaults, so that every known key has exactly one value. Reports unknown keys.
/// </summary>
internal static class ConfigurationMerger
{
    public static IReadOnlyDictionary<string, MergedValue> Merge(string file, RawMapping root, List<Finding> findings)
    {
        var merged = new Dictionary<string, MergedValue>(StringComparer.Ordinal);
        foreach (var section in root.Entries)
        {
            if (!ConfigurationSections.All.Any(known => known.Name == section.Key))
            {
                ReportUnknown(section, section.Key, findings);
            }
            else if (section.Value is RawMapping body)
            {
                MergeSection(section.Key, body, merged, findings);
            }
            else if (section.Value is not RawScalar { IsNull: true })
            {
                findings.Add(Finding.Error(FindingReason.WrongType, section.Value.Position, section.Key,
                    $"a section is needed here, found {section.Value.Shape}", "write its settings below it, indented"));
            }
        }
        foreach (var key in ConfigurationDefaults.All)
        {
            merged.TryAdd(key.Path, Default(file, key));
        }
        return merged;
    }

    private static void MergeSection(string section, RawMapping body, Dictionary<string, MergedValue> merged, List<Finding> findings)
    {
        foreach (var entry in body.Entries)
        {
            var path = $"{section}.{entry.Key}";
            var known = ConfigurationDefaults.All.FirstOrDefault(key => key.Path == path);
            if (known is null)
            {
                ReportUnknown(entry, path, findings);
            }
            // An empty access.roles stays an error: treated as not set, it would make every certificate admin.
            else if (entry.Value is not RawScalar { IsNull: true } || known.Kind == ConfigurationKind.Roles)
            {
                merged[path] = new MergedValue(entry.Value, entry.Value.Position, IsGiven: true);
            }
        }
    }

    private static MergedValue Default(string file, ConfigurationKey key)
    {
        var nowhere = FilePosition.WholeFile(file);
        return new MergedValue(key.Default is null ? null : new RawScalar(nowhere, key.Default, IsPlain: true), nowhere, IsGiven: false);
    }

    private static void ReportUnknown(RawEntry entry, string path, List<Finding> findings) =>
        findings.Add(Finding.Error(FindingReason.UnknownKey, entry.Position, Shown(path), "nothing reads this key", Suggest(path)));

    private static string Shown(string path) => Quoted.Show(path)[1..^1];

    /// <summary>Suggests the key that was probably meant: the same name in another section, else the nearest spelling.</summary>
    private static string? Suggest(string path)
    {
        var name = path[(path.IndexOf('.') + 1)..];
        var candidates = path.Contains('.')
            ? ConfigurationDefaults.All.Select(key => key.Path)
            : ConfigurationSections.All.Select(section => section.Name);
        var meant = ConfigurationDefaults.All.FirstOrDefault(key => key.Name == name)?.Path
            ?? NearestName.Find(path, candidates);
        return meant is null ? null : $"did you mean {meant}?";
    }
}
