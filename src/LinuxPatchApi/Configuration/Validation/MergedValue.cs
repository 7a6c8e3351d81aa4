using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Yaml;

namespace LinuxPatchApi.Configuration.Validation;

/// <summary>The value of one key after merging.</summary>
/// <param name="Value">Null when not set.</param>
/// <param name="IsGiven">True when the value comes from the file, false for the default.</param>
internal sealed record MergedValue(RawNode? Value, FilePosition Position, bool IsGiven)
{
    /// <summary>The value as one text, equal for equal values; used to compare two versions of a file.</summary>
    public string Fingerprint => TextOf(Value);

    private static string TextOf(RawNode? value) => value switch
    {
        RawScalar scalar => scalar.Text,
        RawSequence list => string.Join('\n', list.Items.Select(TextOf)),
        RawMapping section => string.Join('\n', section.Entries.Select(entry => $"{entry.Key}:\n{TextOf(entry.Value)}")),
        _ => "",
    };
}
