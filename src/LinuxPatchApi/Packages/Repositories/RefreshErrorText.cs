namespace LinuxPatchApi.Packages.Repositories;

/// <summary>What the package manager says of each repository, out of its text of many lines. Pure.</summary>
internal static class RefreshErrorText
{
    /// <summary>Origin: a host has a dozen repositories; apt says the same of each of their files.</summary>
    private const int MostLines = 16;

    /// <summary>Origin: apt's sentences have some 200 characters, an address in them included.</summary>
    private const int MostOfLine = 400;

    /// <summary>Without apt's marks (<c>E: </c>, <c>W: </c>); equal lines once; errors before warnings.</summary>
    public static IReadOnlyList<string> Of(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. lines.OrderBy(line => line.StartsWith("W: ", StringComparison.Ordinal) ? 1 : 0)
                .Select(line => line.StartsWith("W: ", StringComparison.Ordinal) || line.StartsWith("E: ", StringComparison.Ordinal) ? line[3..] : line)
                .Select(line => line.Length <= MostOfLine ? line : line[..MostOfLine] + "…")
                .Distinct(StringComparer.Ordinal)
                .Take(MostLines),
        ];
    }
}
