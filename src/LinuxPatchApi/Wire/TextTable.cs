namespace LinuxPatchApi.Wire;

/// <summary>Rows as lines in columns, as column(1) draws them. Pure.</summary>
internal static class TextTable
{
    private const int Gap = 2;

    public static IReadOnlyList<string> Lines(IReadOnlyList<string[]> rows)
    {
        var widths = new List<int>();
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (i == widths.Count)
                {
                    widths.Add(0);
                }
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }
        var lines = new List<string>(rows.Count);
        foreach (var row in rows)
        {
            var line = "";
            for (var i = 0; i < row.Length; i++)
            {
                line += row[i].PadRight(widths[i] + Gap);
            }
            lines.Add(line.TrimEnd());
        }
        return lines;
    }
}
