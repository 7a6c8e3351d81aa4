using LinuxPatchApi.Configuration.Validation;

namespace LinuxPatchApi.Configuration;

/// <summary>A valid configuration and the merged values that it was made from, by which two versions are compared.</summary>
internal sealed record LoadedConfiguration(Settings Settings, IReadOnlyDictionary<string, MergedValue> Values);
