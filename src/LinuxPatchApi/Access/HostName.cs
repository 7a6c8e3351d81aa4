namespace LinuxPatchApi.Access;

/// <summary>Host names by the rules of RFC 1123 section 2.1.</summary>
internal static class HostName
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>True for a valid name, with or without a trailing dot. Refuses an all-digit last label: a mistyped IPv4 address.</summary>
    public static bool IsValid(string text)
    {
        var name = text.EndsWith('.') ? text[..^1] : text;
        var labels = name.Split('.');
        return name.Length is > 0 and <= MaxLength && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
