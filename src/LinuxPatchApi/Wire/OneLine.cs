namespace LinuxPatchApi.Wire;

/// <summary>Makes a text of somebody else short and safe to show: the one place that cuts and cleans. Pure.</summary>
internal static class OneLine
{
    /// <summary>Returns its first characters, with a mark when there were more, and each control character replaced.</summary>
    public static string Of(string text, int most, string mark = "…", char instead = ' ')
    {
        var cut = Cut(text, most, mark);
        return !cut.Any(char.IsControl) ? cut
            : string.Create(cut.Length, (cut, instead), static (line, of) =>
            {
                for (var i = 0; i < line.Length; i++)
                {
                    line[i] = char.IsControl(of.cut[i]) ? of.instead : of.cut[i];
                }
            });
    }

    /// <summary>The same for a text whose lines count. Never ends in half a surrogate pair.</summary>
    /// <param name="most">Characters without the mark, at least one.</param>
    public static string Cut(string text, int most, string mark = "…") => text.Length <= most ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most), mark);
}
