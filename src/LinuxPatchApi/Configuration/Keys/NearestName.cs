namespace LinuxPatchApi.Configuration.Keys;

/// <summary>Finds the likely meaning of a mistyped name.</summary>
internal static class NearestName
{
    /// <summary>
    /// Returns the candidate with the smallest edit distance to <paramref name="name"/>. Null when none is close: with more than a third of
    /// the letters (and more than two) wrong it is no typing error.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var best = Math.Max(2, name.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var distance = Distance(name, candidate);
            if (distance < best)
            {
                (nearest, best) = (candidate, distance);
            }
        }
        return nearest;
    }

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
