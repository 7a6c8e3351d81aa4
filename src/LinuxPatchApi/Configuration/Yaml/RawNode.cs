namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>A value as it stands in the file, before any meaning is given to it.</summary>
internal abstract record RawNode(FilePosition Position)
{
    /// <summary>What a reader of an error message would call this value: "a list", "a quoted text", …</summary>
    public abstract string Shape { get; }
}
