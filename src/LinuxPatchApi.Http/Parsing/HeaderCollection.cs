using System.Text;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>The header fields of one request, in order. Empty after the exchange has ended.</summary>
/// <remarks>Values are decoded as Latin-1, so every byte survives; they hold no control character but TAB.</remarks>
public sealed class HeaderCollection
{
    private readonly HeadBuffer _buffer;
    private readonly List<HeaderEntry> _entries = [];

    internal HeaderCollection(HeadBuffer buffer) => _buffer = buffer;

    /// <summary>Number of field lines.</summary>
    public int Count => _entries.Count;

    /// <summary>Value of a field, null when absent. Repeated lines are joined by ", " (RFC 9110 section 5.3).</summary>
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

    /// <summary>How many lines carry this name.</summary>
    public int CountOf(string name)
    {
        var count = 0;
        for (var i = 0; i < _entries.Count; i++)
        {
            count += IsNamed(i, name) ? 1 : 0;
        }
        return count;
    }

    /// <summary>Name of a line as it was sent.</summary>
    public string NameAt(int index) => Encoding.ASCII.GetString(NameBytesAt(index));

    /// <summary>Value of a line, without the white space around it.</summary>
    public string ValueAt(int index) => Encoding.Latin1.GetString(ValueBytesAt(index));

    internal ReadOnlySpan<byte> NameBytesAt(int index) => _buffer.Written.Slice(_entries[index].NameStart, _entries[index].NameLength);

    internal ReadOnlySpan<byte> ValueBytesAt(int index) => _buffer.Written.Slice(_entries[index].ValueStart, _entries[index].ValueLength);

    internal void Add(HeaderEntry entry) => _entries.Add(entry);

    internal void Clear() => _entries.Clear();

    private bool IsNamed(int index, string name) => Ascii.EqualsIgnoreCase(NameBytesAt(index), name);
}
