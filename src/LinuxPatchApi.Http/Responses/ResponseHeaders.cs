using System.Buffers;

namespace LinuxPatchApi.Http.Responses;

/// <summary>The header fields a handler sets. Names and values are checked, because a line break in one is response splitting.</summary>
internal sealed class ResponseHeaders
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    /// <summary>Fields the server writes itself.</summary>
    private static readonly string[] Reserved = ["Content-Length", "Transfer-Encoding", "Connection", "Date", "X-Request-Id"];

    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <summary>In the order they were first set.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields => _fields;

    /// <summary>Sets or replaces a field.</summary>
    /// <exception cref="ArgumentException">A bug of the caller: a bad name or value, or a field of the server's own.</exception>
    public void Set(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token) || Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException("Not a field name that a handler may set.", nameof(name));
        }
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException("A field value is printable ASCII.", nameof(value));
        }
        var index = _fields.FindIndex(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
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
        var index = _fields.FindIndex(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : _fields[index].Value;
    }

    /// <summary>Removes all.</summary>
    public void Clear() => _fields.Clear();
}
