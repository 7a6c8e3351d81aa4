using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Configuration.Validation;

namespace LinuxPatchApi.Configuration;

/// <summary>
/// The result of reading a configuration. Warnings and infos accompany a usable configuration.
/// </summary>
/// <param name="Loaded">Null exactly when <paramref name="Findings"/> contains an error.</param>
internal sealed record ConfigurationResult(LoadedConfiguration? Loaded, IReadOnlyList<Finding> Findings)
{
    public Settings? Settings => Loaded?.Settings;
}

/// <summary>A valid configuration, with the merged values it was made from, which serve to compare two versions.</summary>
internal sealed record LoadedConfiguration(Settings Settings, IReadOnlyDictionary<string, MergedValue> Values);
