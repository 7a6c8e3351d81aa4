namespace LinuxPatchApi.Tests.Packages.Families;

/// <summary>Published tables of version orders, one pair a line: <c>A &lt; B</c>, <c>A = B</c> or <c>A &gt; B</c>.</summary>
internal static class VersionTable
{
    public static void Holds(string table, IComparer<string> order)
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var fields = line.Split(' ');
            var expected = fields[1] switch { "<" => -1, "=" => 0, ">" => 1, _ => throw new FormatException(line) };
            count++;
            if (Math.Sign(order.Compare(fields[0], fields[2])) != expected || Math.Sign(order.Compare(fields[2], fields[0])) != -expected)
            {
                wrong.Add(line);
            }
        }

        Assert.True(count > 0);
        Assert.Empty(wrong);
    }
}
