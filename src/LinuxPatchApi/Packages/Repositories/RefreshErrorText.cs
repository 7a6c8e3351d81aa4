using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Repositories;

/// <summary>Splits the package manager's message of a failed refresh into lines. Pure.</summary>
internal static class RefreshErrorText
{
    /// <summary>Origin: a host has a dozen repositories; apt repeats a message for each of their files.</summary>
    private const int MostLines = 16;

    /// <summary>Characters of one line. Origin: apt's messages have some 200, including an address.</summary>
    private const int MostOfLine = 400;

    /// <summary>Returns the lines without the package manager's marks, without duplicates, errors before warnings.</summary>
    public static IReadOnlyList<string> Of(string message, IRefreshTexts texts)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. lines.OrderBy(line => texts.IsWarning(line) ? 1 : 0)
                .Select(texts.Text)
                .Select(line => line.Length <= MostOfLine ? line : line[..MostOfLine] + "…")
                .Distinct(StringComparer.Ordinal)
                .Take(MostLines),
        ];
    }
}
