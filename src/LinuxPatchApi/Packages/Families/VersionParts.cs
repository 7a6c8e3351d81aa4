namespace LinuxPatchApi.Packages.Families;

/// <summary>The parts of a version of RPM or pacman: <c>[epoch:]version[-release]</c>.</summary>
internal readonly ref struct VersionParts
{
    private VersionParts(ReadOnlySpan<char> epoch, ReadOnlySpan<char> version, ReadOnlySpan<char> release)
    {
        Epoch = epoch;
        Version = version;
        Release = release;
    }

    /// <summary>"0" when the text has none.</summary>
    public ReadOnlySpan<char> Epoch { get; }

    public ReadOnlySpan<char> Version { get; }

    /// <summary>Empty when the text has none.</summary>
    public ReadOnlySpan<char> Release { get; }

    public static VersionParts Of(ReadOnlySpan<char> text)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        var hasEpoch = digits >= 0 && text[digits] == ':';
        var epoch = hasEpoch && digits > 0 ? text[..digits] : "0";
        var rest = hasEpoch ? text[(digits + 1)..] : text;
        var dash = rest.LastIndexOf('-');
        return dash < 0 ? new VersionParts(epoch, rest, default) : new VersionParts(epoch, rest[..dash], rest[(dash + 1)..]);
    }
}
