using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>A value of the file before interpretation.</summary>
internal abstract record RawNode(FilePosition Position)
{
    /// <summary>The name of this kind of value in messages: "a list", "a quoted text", …</summary>
    public abstract string Shape { get; }
}

/// <summary>
/// A single value. <paramref name="IsPlain"/> is false for quoted and block texts, which are never numbers, booleans or null.
/// </summary>
internal sealed record RawScalar(FilePosition Position, string Text, bool IsPlain) : RawNode(Position)
{
    /// <summary>True for the spellings of null in YAML 1.2 (core schema, section 10.3.2).</summary>
    public bool IsNull => IsPlain && (Text is "" or "~" or "null" or "Null" or "NULL");

    public override string Shape => IsPlain ? "a plain value" : "a quoted text";
}

internal sealed record RawSequence(FilePosition Position, IReadOnlyList<RawNode> Items) : RawNode(Position)
{
    public override string Shape => "a list";
}

internal sealed record RawMapping(FilePosition Position, IReadOnlyList<RawEntry> Entries) : RawNode(Position)
{
    public override string Shape => "a section";
}

/// <summary>One <c>key: value</c> of a section.</summary>
/// <param name="Position">Position of the key; the value has its own.</param>
internal sealed record RawEntry(FilePosition Position, string Key, RawNode Value);
