namespace LinuxPatchApi.Packages.Families;

/// <summary>
/// Shell patterns as fnmatch(3) reads them without flags: <c>*</c>, <c>?</c>, sets (<c>[a-c]</c>, <c>[!x]</c>) and a backslash before a
/// character that stands for itself. Pure. Linear in the text for each star.
/// </summary>
internal static class ShellPattern
{
    public static bool HasWildcard(string pattern) => pattern.AsSpan().ContainsAny("*?[\\");

    public static bool Matches(string pattern, string text) => NameGlob.Matches(pattern, text, Step);

    /// <summary>Returns where the pattern goes on after it has matched this character; 0 when it does not match.</summary>
    private static int Step(string pattern, int at, char character)
    {
        switch (pattern[at])
        {
            case '?':
                return at + 1;
            case '\\' when at + 1 < pattern.Length:
                return pattern[at + 1] == character ? at + 2 : 0;
            case '[' when EndOfSet(pattern, at) is var end and > 0:
                return IsInSet(pattern.AsSpan(at + 1, end - at - 1), character) ? end + 1 : 0;
            default:
                return pattern[at] == character ? at + 1 : 0;
        }
    }

    /// <summary>Returns the index of the closing bracket; 0 when there is none and the opening one stands for itself.</summary>
    private static int EndOfSet(string pattern, int open)
    {
        var first = open + 1 < pattern.Length && pattern[open + 1] is '!' or '^' ? open + 2 : open + 1;
        // The first character of a set may be a closing bracket (glob(7)).
        return first + 1 < pattern.Length ? Math.Max(pattern.IndexOf(']', first + 1), 0) : 0;
    }

    private static bool IsInSet(ReadOnlySpan<char> set, char character)
    {
        var isNegated = set[0] is '!' or '^';
        var isIn = false;
        for (var rest = isNegated ? set[1..] : set; rest.Length > 0;)
        {
            var isRange = rest.Length > 2 && rest[1] == '-';
            isIn |= isRange ? rest[0] <= character && character <= rest[2] : rest[0] == character;
            rest = rest[(isRange ? 3 : 1)..];
        }

        return isIn != isNegated;
    }
}
