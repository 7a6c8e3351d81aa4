namespace LinuxPatchApi.Access.Roles;

/// <summary><c>*</c> matches any run of characters, <c>?</c> exactly one, anything else itself. The whole text must match.</summary>
internal static class Wildcards
{
    /// <param name="stops">Characters no wildcard matches, so that the text between them has to match piece by piece.</param>
    public static bool Match(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, ReadOnlySpan<char> stops = default)
    {
        int at = 0, next = 0, star = -1, resume = 0;
        while (next < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                // Tries an empty run first; the branch below lengthens it whenever the rest does not match.
                (star, resume) = (at++, next);
            }
            else if (at < pattern.Length && (pattern[at] == text[next] || (pattern[at] == '?' && !stops.Contains(text[next]))))
            {
                at++;
                next++;
            }
            else if (star >= 0 && !stops.Contains(text[resume]))
            {
                (at, next) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }
        return pattern[at..].TrimStart('*').IsEmpty;
    }
}
