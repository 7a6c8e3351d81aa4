namespace LinuxPatchApi.Configuration;

/// <summary>
/// What reading a configuration gave. <paramref name="Loaded"/> is null exactly when <paramref name="Findings"/> holds an error; warnings
/// and infos come with a usable configuration.
/// </summary>
internal sealed record ConfigurationResult(LoadedConfiguration? Loaded, IReadOnlyList<Finding> Findings)
{
    public Settings? Settings => Loaded?.Settings;
}
