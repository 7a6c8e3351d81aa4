using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Docs;

/// <summary>A page of docs/usage whose blocks marked <c>sh</c> are one shell session.</summary>
internal static class UsagePage
{
    /// <summary>The lines of all those blocks.</summary>
    public static async Task<List<string>> LinesAsync(string page)
    {
        var (lines, inside) = (new List<string>(), false);
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(TestBed.Repository, "docs/usage", page)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```sh";
            }
            else if (inside)
            {
                lines.Add(line);
            }
        }

        return lines;
    }
}
