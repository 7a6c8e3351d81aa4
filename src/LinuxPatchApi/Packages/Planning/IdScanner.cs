using System.Globalization;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>
/// Recognises an id in a text, piece by piece. By hand, because the regular expression engine weighs half a megabyte in the binary.
/// A piece that is not there stops the scanner: what follows then matches nothing either.
/// </summary>
internal ref struct IdScanner(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private bool _stopped;

    /// <summary>Characters recognised; 0 when a piece was missing.</summary>
    public int Length { readonly get => _stopped ? 0 : field; private set; }

    /// <summary>Whether a word begins at <paramref name="index"/>, or ends there.</summary>
    public static bool IsBoundary(ReadOnlySpan<char> text, int index) =>
        (index > 0 && IsWord(text[index - 1])) != (index < text.Length && IsWord(text[index]));

    public IdScanner Word(string word, StringComparison comparison = StringComparison.Ordinal) =>
        Take(Rest.StartsWith(word, comparison) ? word.Length : 0);

    public IdScanner AnyOf(string characters) => Take(Rest is [var first, ..] && characters.Contains(first) ? 1 : 0);

    /// <summary>As many ASCII digits as there are.</summary>
    public IdScanner Digits(int least = 1, int most = int.MaxValue)
    {
        var count = Rest.IndexOfAnyExceptInRange('0', '9');
        count = count < 0 ? Rest.Length : count;
        return Take(count >= least && count <= most ? count : 0);
    }

    /// <summary>As many of these as there are, at least one.</summary>
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

    private static bool IsWord(char c) =>
        char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.NonSpacingMark;
}
