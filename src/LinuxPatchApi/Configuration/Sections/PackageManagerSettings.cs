namespace LinuxPatchApi.Configuration.Sections;

/// <summary>
/// <paramref name="ExpectedBackends"/>: the words by which PackageKit's BackendName must answer because an old word (apt, dnf, yum,
/// pacman) was configured; empty when anything is fine. <paramref name="Word"/> is the word in the file, for messages.
/// </summary>
internal sealed record PackageManagerSettings(PackageManagerKind Kind, IReadOnlyList<string> ExpectedBackends, string Word);
