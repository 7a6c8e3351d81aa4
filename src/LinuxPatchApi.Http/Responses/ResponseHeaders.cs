using System.Buffers;
using System.Runtime.InteropServices;

namespace LinuxPatchApi.Http.Responses;

/// <summary>The header fields a handler sets. Names and values are checked, because a line break in one is response splitting.</summary>
internal sealed class ResponseHeaders
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <summary>In the order they were first set.</summary>
    public ReadOnlySpan<KeyValuePair<string, string>> Fields => CollectionsMarshal.AsSpan(_fields);

    /// <summary>Sets or replaces a field.</summary>
    /// <exception cref="ArgumentException">A bug of the caller: a bad name or value, or a field of the server's own.</exception>
    public void Set(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token) || IsReserved(name))
        {
            throw new ArgumentException("Not a field name that a handler may set.", nameof(name));
        }
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException("A field value is printable ASCII.", nameof(value));
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

    /// <summary>Value of a field, or null.</summary>
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

    /// <summary>Fields the server writes itself.</summary>
    private static bool IsReserved(string name) => Is(name, "Content-Length") || Is(name, "Transfer-Encoding") || Is(name, "Connection")
        || Is(name, "Date") || Is(name, "X-Request-Id");

    private static bool Is(string name, string other) => name.Length == other.Length && name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
