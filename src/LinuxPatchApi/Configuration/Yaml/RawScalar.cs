namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>
/// A single value. <paramref name="IsPlain"/> is false for quoted and block texts, which are never numbers, booleans or null.
/// </summary>
internal sealed record RawScalar(FilePosition Position, string Text, bool IsPlain) : RawNode(Position)
{
    /// <summary>True for the words by which YAML 1.2 (core schema, section 10.3.2) says "no value".</summary>
    public bool IsNull => IsPlain && (Text is "" or "~" or "null" or "Null" or "NULL");

    public override string Shape => IsPlain ? "a plain value" : "a quoted text";
}
