using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Jobs.States;

/// <summary>The bounded log of one job. Pure.</summary>
internal static class JobLog
{
    /// <summary>
    /// Appends a line: control characters become spaces (logs reach terminals), long lines are cut, the oldest are dropped.
    /// </summary>
    public static IReadOnlyList<string> Append(IReadOnlyList<string> lines, DateTimeOffset at, string line)
    {
        var clean = $"{at:yyyy-MM-dd'T'HH:mm:ss'Z'} {Clean(line)}";
        var skip = lines.Count >= JobLimits.LogLines ? lines.Count - JobLimits.LogLines + 1 : 0;
        var result = new List<string>(lines.Count - skip + 1);
        for (var i = skip; i < lines.Count; i++)
        {
            result.Add(lines[i]);
        }

        result.Add(clean);
        return result;
    }

    public static string Clean(string line) => OneLine.Of(line, JobLimits.LogLineLength);
}
