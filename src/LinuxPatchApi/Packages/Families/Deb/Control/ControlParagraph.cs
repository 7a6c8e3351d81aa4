using System.Text;

namespace LinuxPatchApi.Packages.Families.Deb.Control;

/// <summary>One paragraph of a Debian control file (deb822(5)), parsed in place.</summary>
internal readonly ref struct ControlParagraph(ReadOnlySpan<byte> text)
{
    /// <summary>Field names of a paragraph that are compared with each other. Origin: twice the most in dpkg's own records.</summary>
    private const int NamesCompared = 64;

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Returns the first line of a field's value; null when absent. Field names are compared without case.</summary>
    public string? First(ReadOnlySpan<byte> field)
    {
        var value = Find(field);
        if (value.IsEmpty)
        {
            return null;
        }

        var end = value.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString((end < 0 ? value : value[..end]).Trim((byte)' '));
    }

    /// <summary>Returns the full value with its continuation lines unchanged; null when absent.</summary>
    public string? Full(ReadOnlySpan<byte> field)
    {
        var value = Find(field);
        return value.IsEmpty ? null : Encoding.UTF8.GetString(value).Trim();
    }

    /// <summary>True when the first line of a field is exactly <paramref name="expected"/>. Allocates no string.</summary>
    public bool Is(ReadOnlySpan<byte> field, ReadOnlySpan<byte> expected)
    {
        var value = Find(field);
        var end = value.IndexOf((byte)'\n');
        return (end < 0 ? value : value[..end]).Trim((byte)' ').SequenceEqual(expected);
    }

    /// <summary>True when the field is present, with a value or without.</summary>
    public bool Has(ReadOnlySpan<byte> field) => TryFind(field, out _);

    /// <summary>
    /// Returns why this is not a valid paragraph: a line that is neither a field nor a continuation, or a field given twice; null when it
    /// is valid. Detects files that lost blocks (zeros, parts of another file).
    /// </summary>
    public string? Fault()
    {
        Span<Range> names = stackalloc Range[NamesCompared];
        var count = 0;
        for (var start = 0; start < _text.Length;)
        {
            var end = start + LineEnd(_text[start..]);
            var line = _text[start..end];
            if (line is [(byte)' ' or (byte)'\t', ..])
            {
                if (count == 0)
                {
                    return "a paragraph begins with a continuation line";
                }
            }
            else
            {
                var colon = line.IndexOf((byte)':');
                if (colon <= 0 || line[..colon].IndexOfAnyInRange((byte)0, (byte)' ') >= 0)
                {
                    return "a line is no field";
                }

                foreach (var earlier in names[..Math.Min(count, NamesCompared)])
                {
                    if (Ascii.EqualsIgnoreCase(_text[earlier], line[..colon]))
                    {
                        return "a field is given twice";
                    }
                }

                if (count < NamesCompared)
                {
                    names[count] = start..(start + colon);
                }

                count++;
            }

            start = end + 1;
        }

        return null;
    }

    private ReadOnlySpan<byte> Find(ReadOnlySpan<byte> field) => TryFind(field, out var value) ? value : default;

    private bool TryFind(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value)
    {
        var rest = _text;
        while (!rest.IsEmpty)
        {
            var end = LineEnd(rest);
            if (rest.Length > field.Length && rest[field.Length] == (byte)':' && Ascii.EqualsIgnoreCase(rest[..field.Length], field))
            {
                value = rest[(field.Length + 1)..ValueEnd(rest, end)];
                return true;
            }

            rest = end < rest.Length ? rest[(end + 1)..] : default;
        }

        value = default;
        return false;
    }

    private static int LineEnd(ReadOnlySpan<byte> text) => text.IndexOf((byte)'\n') is var end and >= 0 ? end : text.Length;

    private static int ValueEnd(ReadOnlySpan<byte> text, int end)
    {
        while (end + 1 < text.Length && text[end + 1] is (byte)' ' or (byte)'\t')
        {
            end += 1 + LineEnd(text[(end + 1)..]);
        }

        return end;
    }
}
