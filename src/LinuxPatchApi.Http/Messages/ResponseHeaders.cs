using System.Buffers;
using System.Runtime.InteropServices;

namespace LinuxPatchApi.Http.Messages;

/// <summary>
/// The header fields that a handler sets. Names and values are validated, because a line break in one allows response splitting.
/// </summary>
internal sealed class ResponseHeaders
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <summary>In the order in which they were first set.</summary>
    public ReadOnlySpan<KeyValuePair<string, string>> Fields => CollectionsMarshal.AsSpan(_fields);

    /// <summary>Sets or replaces a field.</summary>
    /// <exception cref="ArgumentException">A bug in the caller: an invalid name or value, or a field that the server sets.</exception>
    public void Set(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token) || IsReserved(name))
        {
            throw new ArgumentException("The name is invalid or reserved for the server.", nameof(name));
        }
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException("A field value must be printable ASCII.", nameof(value));
        }
        var index = IndexOf(name);
        if (index < 0)
        {
            _fields.Add(new(name, value));
        }
        else
        {
            _fields[index] = new(name, value);
        }
    }

    /// <summary>Returns the value of a field, or null.</summary>
    public string? Get(string name)
    {
        var index = IndexOf(name);
        return index < 0 ? null : _fields[index].Value;
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            if (_fields[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>True for fields that the server sets.</summary>
    private static bool IsReserved(string name) => Is(name, "Content-Length") || Is(name, "Transfer-Encoding") || Is(name, "Connection")
        || Is(name, "Date") || Is(name, "X-Request-Id");

    private static bool Is(string name, string other) =>
        name.Length == other.Length && name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
