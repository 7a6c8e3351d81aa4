using LinuxPatchApi.Configuration.Yaml;

namespace LinuxPatchApi.Configuration.Validation;

/// <summary>The value of one key after merging: from the file (<paramref name="IsGiven"/>) or the default. Null value: not set.</summary>
internal sealed record MergedValue(RawNode? Value, FilePosition Position, bool IsGiven)
{
    /// <summary>The value as one text, equal for equal values, to compare two versions of a file.</summary>
    public string Fingerprint => TextOf(Value);

    private static string TextOf(RawNode? value) => value switch
    {
        RawScalar scalar => scalar.Text,
        RawSequence list => string.Join('\n', list.Items.Select(TextOf)),
        RawMapping section => string.Join('\n', section.Entries.Select(entry => $"{entry.Key}:\n{TextOf(entry.Value)}")),
        _ => "",
    };
}
