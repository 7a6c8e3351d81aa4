using System.Buffers;

namespace LinuxPatchApi.Api.Input;

/// <summary>The syntax of names (contract section 3). Pure.</summary>
internal static class NameRules
{
    public const int MaxLength = 256;
    public const string PackageRule =
        "must be 1 to 256 characters, an ASCII letter or digit first, then letters, digits or + . _ -, "
        + "optionally followed by :architecture";
    public const string VersionRule = "must be 1 to 256 characters, an ASCII letter or digit first, then letters, digits or + . _ - : ~ ^";
    public const string ServiceRule = "must be 1 to 256 characters, an ASCII letter or digit first, then letters, digits or _ . @ : + -";
    private const string Alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static readonly SearchValues<char> PackageCharacters = SearchValues.Create(Alphanumeric + "+._-");
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create(Alphanumeric + "+._-:~^");
    private static readonly SearchValues<char> ServiceCharacters = SearchValues.Create(Alphanumeric + "_.@:+-");
    private static readonly SearchValues<char> PatternCharacters = SearchValues.Create(Alphanumeric + "+._-:*?");

    public static bool IsPackage(string name)
    {
        var colon = name.IndexOf(':');
        return name.Length <= MaxLength
            && (colon < 0
                ? IsName(name, PackageCharacters)
                : IsName(name.AsSpan(0, colon), PackageCharacters) && IsName(name.AsSpan(colon + 1), PackageCharacters));
    }

    public static bool IsVersion(string version) => version.Length <= MaxLength && IsName(version, VersionCharacters);

    public static bool IsService(string name) =>
        name.Length <= MaxLength && IsName(name, ServiceCharacters) && !name.Contains("..", StringComparison.Ordinal);

    /// <summary>What <see cref="IsPattern"/> asks for, where the text comes in a query: there a plus is a space.</summary>
    public const string PatternInQuery = "must be a package name or a pattern of one; a plus is written %2B";

    /// <summary>True for a package name or a glob over package names.</summary>
    public static bool IsPattern(string pattern) =>
        pattern.Length is > 0 and <= MaxLength && !pattern.AsSpan().ContainsAnyExcept(PatternCharacters);

    /// <summary>True for visible ASCII, of which advisory ids and the ids of package managers consist.</summary>
    public static bool IsPatchId(string id) => id.Length is > 0 and <= 1024 && !id.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>
    /// Null for anything but the 36 characters of a UUID. The parser alone would accept blanks around it and signs within.
    /// </summary>
    public static Guid? JobId(string text) =>
        Guid.TryParseExact(text, "D", out var id) && text.Equals(id.ToString(), StringComparison.OrdinalIgnoreCase) ? id : null;

    private static bool IsName(ReadOnlySpan<char> text, SearchValues<char> allowed) =>
        !text.IsEmpty && char.IsAsciiLetterOrDigit(text[0]) && !text.ContainsAnyExcept(allowed);
}
