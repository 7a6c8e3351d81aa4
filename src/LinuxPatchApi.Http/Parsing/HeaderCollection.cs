using System.Text;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>The header fields of one request, in order. Empty once the exchange has ended.</summary>
/// <remarks>Values are decoded as Latin-1, so every byte is preserved; they contain no control character but TAB.</remarks>
public sealed class HeaderCollection
{
    private readonly HeadBuffer _buffer;
    private readonly List<HeaderEntry> _entries = [];

    internal HeaderCollection(HeadBuffer buffer) => _buffer = buffer;

    /// <summary>Number of field lines.</summary>
    public int Count => _entries.Count;

    /// <summary>Returns the value of a field; null when absent. Repeated lines are joined with ", " (RFC 9110 section 5.3).</summary>
    public string? Get(string name)
    {
        string? value = null;
        for (var i = 0; i < _entries.Count; i++)
        {
            if (IsNamed(i, name))
            {
                value = value is null ? ValueAt(i) : value + ", " + ValueAt(i);
            }
        }
        return value;
    }

    /// <summary>Returns the number of lines with this name.</summary>
    public int CountOf(string name)
    {
        var count = 0;
        for (var i = 0; i < _entries.Count; i++)
        {
            count += IsNamed(i, name) ? 1 : 0;
        }
        return count;
    }

    /// <summary>Returns the name of a line as sent.</summary>
    public string NameAt(int index) => Encoding.ASCII.GetString(NameBytesAt(index));

    /// <summary>Returns the value of a line without surrounding white space.</summary>
    public string ValueAt(int index) => Encoding.Latin1.GetString(ValueBytesAt(index));

    internal ReadOnlySpan<byte> NameBytesAt(int index) => _buffer.Written.Slice(_entries[index].NameStart, _entries[index].NameLength);

    internal ReadOnlySpan<byte> ValueBytesAt(int index) => _buffer.Written.Slice(_entries[index].ValueStart, _entries[index].ValueLength);

    internal void Add(HeaderEntry entry) => _entries.Add(entry);

    internal void Clear() => _entries.Clear();

    private bool IsNamed(int index, string name) => Ascii.EqualsIgnoreCase(NameBytesAt(index), name);
}

/// <summary>Position of one header field in the head's buffer.</summary>
internal readonly record struct HeaderEntry(int NameStart, int NameLength, int ValueStart, int ValueLength);
