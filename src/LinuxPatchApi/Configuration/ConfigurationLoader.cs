using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Validation;
using LinuxPatchApi.Configuration.Yaml;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Configuration;

/// <summary>Reads the file, merges it with the defaults and validates it. Reports all mistakes of the file at once.</summary>
internal static class ConfigurationLoader
{
    public static ConfigurationResult Load(string path)
    {
        var content = AgentFile.Read(path, YamlLimits.MaxFileBytes);
        if (content.Bytes is not { } bytes)
        {
            return new ConfigurationResult(null, [FileFindings.Of(content.Problem!)]);
        }
        var parsed = Parse(path, bytes);
        if (parsed.Loaded is not { } loaded)
        {
            return parsed;
        }
        var kinds = PathKinds.Check(loaded).ToList();
        return kinds.Count > 0
            ? new ConfigurationResult(null, [.. parsed.Findings, .. kinds])
            : parsed with { Loaded = loaded with { Settings = Enrolled.Apply(loaded.Settings) } };
    }

    /// <summary>Parses the content. Pure; <paramref name="file"/> is only the name shown in findings.</summary>
    public static ConfigurationResult Parse(string file, ReadOnlySpan<byte> content)
    {
        var findings = new List<Finding>();
        LoadedConfiguration? loaded = null;
        if (YamlDocumentReader.Read(file, content, findings) is { } root)
        {
            var merged = ConfigurationMerger.Merge(file, root, findings);
            var settings = SettingsValidator.Validate(new KeyValues(merged, findings), findings);
            loaded = findings.Exists(finding => finding.Severity == FindingSeverity.Error)
                ? null
                : new LoadedConfiguration(settings, merged);
        }
        findings.Sort(ByPosition);
        return new ConfigurationResult(loaded, findings);
    }

    private static int ByPosition(Finding left, Finding right) =>
        (left.Position.Line, left.Position.Column).CompareTo((right.Position.Line, right.Position.Column));
}
