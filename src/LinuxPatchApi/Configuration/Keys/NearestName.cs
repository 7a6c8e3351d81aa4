namespace LinuxPatchApi.Configuration.Keys;

/// <summary>Finds the likely meaning of a mistyped name, for files, the command line and requests alike. Pure.</summary>
internal static class NearestName
{
    /// <summary>
    /// Characters of a name that is compared. Origin: about twice the longest known name; the work grows with it, and a client may send a
    /// name of 1 MiB.
    /// </summary>
    public const int MostLength = 64;

    /// <summary>Characters of a name that is found within another one: <c>min_severity</c> has <c>severity</c> in it.</summary>
    private const int LeastContained = 4;

    /// <summary>
    /// Returns the candidate that <paramref name="name"/> probably means; upper and lower case, and hyphen and underscore, count as equal.
    /// Null when none is close: with more than a third of the letters (and more than two) wrong it is no typing error, unless one of the
    /// two names is a part of the other.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length > MostLength)
        {
            return null;
        }

        string? nearest = null;
        string? contained = null;
        var given = Fold(name);
        var best = Math.Max(2, name.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var known = Fold(candidate);
            var distance = Distance(given, known);

            // With as many mistakes as letters the two have nothing in common.
            if (distance < best && distance < Math.Min(given.Length, known.Length))
            {
                (nearest, best) = (candidate, distance);
            }

            contained ??= IsPart(known, given) || IsPart(given, known) ? candidate : null;
        }

        return nearest ?? contained;
    }

    /// <summary>Returns the clause that names the likely meaning, with a leading blank; empty when there is none.</summary>
    public static string Hint(string name, IEnumerable<string> candidates) =>
        Find(name, candidates) is { } meant ? $" (did you mean {meant}?)" : "";

    private static bool IsPart(string part, string whole) =>
        part.Length >= LeastContained && whole.Contains(part, StringComparison.Ordinal);

    private static string Fold(string name) => name.Replace('-', '_').ToLowerInvariant();

    /// <summary>Levenshtein distance: the insertions, deletions and replacements that turn one text into the other.</summary>
    public static int Distance(string from, string to)
    {
        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        var current = new int[to.Length + 1];
        for (var i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }
            (previous, current) = (current, previous);
        }
        return previous[to.Length];
    }
}
