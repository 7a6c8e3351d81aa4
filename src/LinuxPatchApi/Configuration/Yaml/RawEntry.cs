namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>One <c>key: value</c> of a section, with the place of the key; the value carries its own.</summary>
internal sealed record RawEntry(FilePosition Position, string Key, RawNode Value);
