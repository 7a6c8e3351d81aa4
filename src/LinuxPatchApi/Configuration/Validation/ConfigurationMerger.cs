using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Configuration.Yaml;

namespace LinuxPatchApi.Configuration.Validation;

/// <summary>
/// Second stage: lays the file over the defaults, so that every known key has exactly one value; reports what nothing reads.
/// </summary>
internal static class ConfigurationMerger
{
    public static IReadOnlyDictionary<string, MergedValue> Merge(string file, RawMapping root, List<Finding> findings)
    {
        var merged = new Dictionary<string, MergedValue>(StringComparer.Ordinal);
        foreach (RawEntry section in root.Entries)
        {
            if (!ConfigurationSections.All.Any(known => known.Name == section.Key))
            {
                ReportUnknown(section, section.Key, findings);
            }
            else if (section.Value is RawMapping body)
            {
                Take(section.Key, body, merged, findings);
            }
            else if (section.Value is not RawScalar { IsNull: true })
            {
                findings.Add(Finding.Error(FindingReason.WrongType, section.Value.Position, section.Key,
                    $"a section is needed here, found {section.Value.Shape}", "write its settings below it, indented"));
            }
        }
        foreach (ConfigurationKey key in ConfigurationDefaults.All)
        {
            merged.TryAdd(key.Path, Default(file, key));
        }
        return merged;
    }

    private static void Take(string section, RawMapping body, Dictionary<string, MergedValue> merged, List<Finding> findings)
    {
        foreach (RawEntry entry in body.Entries)
        {
            var path = $"{section}.{entry.Key}";
            ConfigurationKey? known = ConfigurationDefaults.All.FirstOrDefault(key => key.Path == path);
            if (known is null)
            {
                ReportUnknown(entry, path, findings);
            }
            // Roles without a value are a mistake that must not open everything.
            else if (entry.Value is not RawScalar { IsNull: true } || known.Kind == ConfigurationKind.Roles)
            {
                merged[path] = new MergedValue(entry.Value, entry.Value.Position, IsGiven: true);
            }
        }
    }

    private static MergedValue Default(string file, ConfigurationKey key)
    {
        FilePosition nowhere = FilePosition.WholeFile(file);
        return new MergedValue(key.Default is null ? null : new RawScalar(nowhere, key.Default, IsPlain: true), nowhere, IsGiven: false);
    }

    private static void ReportUnknown(RawEntry entry, string path, List<Finding> findings) =>
        findings.Add(Finding.Error(FindingReason.UnknownKey, entry.Position, Shown(path), "nothing reads this key", Suggest(path)));

    private static string Shown(string path) => Quoted.Show(path)[1..^1];

    /// <summary>The key that was probably meant: the same name in another section first, then the nearest spelling.</summary>
    private static string? Suggest(string path)
    {
        var name = path[(path.IndexOf('.') + 1)..];
        IEnumerable<string> candidates = path.Contains('.')
            ? ConfigurationDefaults.All.Select(key => key.Path)
            : ConfigurationSections.All.Select(section => section.Name);
        var meant = ConfigurationDefaults.All.FirstOrDefault(key => key.Name == name)?.Path
            ?? NearestName.Find(path, candidates);
        return meant is null ? null : $"did you mean {meant}?";
    }
}
