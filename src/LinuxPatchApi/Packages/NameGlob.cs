namespace LinuxPatchApi.Packages;

/// <summary>
/// Package name patterns: <c>*</c> matches any run, <c>?</c> one character. Linear in the text for each star; no regular expression.
/// </summary>
internal static class NameGlob
{
    public static bool HasWildcard(string pattern) => pattern.AsSpan().ContainsAny('*', '?');

    public static bool Matches(string pattern, string name) => Matches(pattern, name, Step);

    /// <summary>Matches a pattern whose elements other than stars are another dialect's.</summary>
    /// <param name="step">
    /// Receives the pattern, an index in it and a character. Returns the index behind the element that matched it; 0 when it does not
    /// match.
    /// </param>
    public static bool Matches(string pattern, string name, Func<string, int, char, int> step)
    {
        int p = 0, n = 0, star = -1, resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && step(pattern, p, name[n]) is var next and > 0)
            {
                p = next;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }

    private static int Step(string pattern, int at, char character) =>
        pattern[at] == '?' || pattern[at] == character ? at + 1 : 0;
}
