namespace LinuxPatchApi.Access.Roles;

/// <summary><c>*</c> is any run of characters, <c>?</c> is one; everything else is itself. The whole text has to match.</summary>
internal static class Wildcards
{
    /// <param name="pattern">The pattern.</param>
    /// <param name="text">The text.</param>
    /// <param name="stops">Characters that no wildcard stands for: what is between them has to match piece by piece.</param>
    public static bool Match(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, ReadOnlySpan<char> stops = default)
    {
        int at = 0, next = 0, star = -1, resume = 0;
        while (next < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                // Tried with an empty run first; lengthened from here on whenever what follows does not fit.
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
