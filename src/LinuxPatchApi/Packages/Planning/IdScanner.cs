using System.Globalization;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>
/// Recognises an id in a text, part by part. Hand-written, because the regular expression engine adds half a megabyte to the binary.
/// A part that does not match stops the scanner: later parts then match nothing either.
/// </summary>
internal ref struct IdScanner(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private bool _stopped;

    /// <summary>Characters matched; 0 when a part did not match.</summary>
    public int Length { readonly get => _stopped ? 0 : field; private set; }

    /// <summary>True when a word begins or ends at <paramref name="index"/>.</summary>
    public static bool IsBoundary(ReadOnlySpan<char> text, int index) =>
        (index > 0 && IsWordCharacter(text[index - 1])) != (index < text.Length && IsWordCharacter(text[index]));

    public IdScanner Literal(string expected, StringComparison comparison = StringComparison.Ordinal) =>
        Take(Rest.StartsWith(expected, comparison) ? expected.Length : 0);

    public IdScanner AnyOf(string characters) => Take(Rest is [var first, ..] && characters.Contains(first) ? 1 : 0);

    /// <summary>Matches all ASCII digits that follow; their number must lie between the bounds.</summary>
    public IdScanner Digits(int least = 1, int most = int.MaxValue)
    {
        var count = Rest.IndexOfAnyExceptInRange('0', '9');
        count = count < 0 ? Rest.Length : count;
        return Take(count >= least && count <= most ? count : 0);
    }

    /// <summary>Matches all of these characters that follow, at least one.</summary>
    public IdScanner Run(string characters)
    {
        var count = Rest.IndexOfAnyExcept(characters);
        return Take(count < 0 ? Rest.Length : count);
    }

    private readonly ReadOnlySpan<char> Rest => _stopped ? default : _text[Length..];

    private IdScanner Take(int count)
    {
        var next = this;
        next._stopped |= count == 0;
        next.Length = Length + count;
        return next;
    }

    private static bool IsWordCharacter(char c) =>
        char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.NonSpacingMark;
}
