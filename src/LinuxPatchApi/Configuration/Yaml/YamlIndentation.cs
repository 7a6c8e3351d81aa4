using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>
/// Finds a line of a refused file that is indented otherwise than its neighbours: the library then speaks of keys that it expected. Pure.
/// </summary>
internal sealed class YamlIndentation(string file)
{
    /// <summary>Columns at which the open sections and lists began, the innermost last.</summary>
    private readonly List<int> _open = [];

    /// <summary>True when the line before may have lines below it that are indented more.</summary>
    private bool _opens = true;

    /// <summary>Column of the line whose text block is being read; null outside of one.</summary>
    private int? _block;

    private int _brackets;

    /// <summary>Column of the last line.</summary>
    private int _beside;

    /// <summary>Returns the first such line; null when there is none.</summary>
    /// <param name="last">The line at which the library gave up.</param>
    public static Finding? Find(string file, string text, int last)
    {
        var reader = new YamlIndentation(file);
        var number = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            if (++number > last)
            {
                return null;
            }

            var line = YamlMistakes.WithoutComment(raw).TrimEnd();
            if (line.Length > 0 && !line.StartsWith("---") && reader.Add(number, line) is { } mistake)
            {
                return mistake;
            }
        }

        return null;
    }

    private Finding? Add(int number, ReadOnlySpan<char> line)
    {
        var column = line.Length - line.TrimStart(' ').Length;
        var isInside = _brackets > 0 || column > _block;
        _brackets += line.Count('[') + line.Count('{') - line.Count(']') - line.Count('}');
        if (isInside)
        {
            return null;
        }

        var beside = _open.Count == 0 ? column : _beside;
        while (_open.Count > 0 && _open[^1] > column)
        {
            _open.RemoveAt(_open.Count - 1);
        }

        var body = line[column..];
        var isNew = IsEntry(body) && (_open.Count == 0 || _open[^1] < column);
        if (isNew && (column < beside || !_opens))
        {
            return Finding.Error(
                FindingReason.Syntax, new FilePosition(file, number, column + 1), "",
                $"this line is indented differently from its neighbours: with {Spaces(column)}, they with {beside}",
                "lines that belong together begin in the same column; YAML is indented with spaces, not tabs");
        }

        if (isNew)
        {
            _open.Add(column);
        }

        // What stands behind a dash is a section of its own, in that column.
        for (var rest = body; rest.StartsWith("- "); rest = line[_open[^1]..])
        {
            _open.Add(line.Length - rest[1..].TrimStart(' ').Length);
        }

        _beside = column;
        _opens = body[^1] is ':' or '-';
        _block = body.TrimEnd("-+0123456789") is [.., '|' or '>'] ? column : null;
        return null;
    }

    private static bool IsEntry(ReadOnlySpan<char> body) => body.StartsWith("- ") || body.IndexOf(": ") > 0 || body[^1] == ':';

    private static string Spaces(int count) => count == 1 ? "1 space" : $"{count} spaces";
}
