namespace LinuxPatchApi.Access.Roles;

/// <summary><c>*</c> is any run of characters, <c>?</c> is one; everything else is itself. The whole text has to match.</summary>
internal static class Wildcards
{
    public static bool Match(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int at = 0, next = 0, star = -1, resume = 0;
        while (next < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                // Tried with an empty run first; lengthened from here on whenever what follows does not fit.
                (star, resume) = (at++, next);
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == text[next]))
            {
                at++;
                next++;
            }
            else if (star >= 0)
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
