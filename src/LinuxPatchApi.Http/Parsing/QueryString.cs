using LinuxPatchApi.Http.Faults;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>Decoded query parameters in order. <c>+</c> means a space, as in application/x-www-form-urlencoded.</summary>
public sealed class QueryString
{
    /// <summary>No parameters.</summary>
    public static readonly QueryString Empty = new([]);

    private readonly List<KeyValuePair<string, string>> _parameters;

    private QueryString(List<KeyValuePair<string, string>> parameters) => _parameters = parameters;

    /// <summary>
    /// All parameters, in order. A parameter without <c>=</c> has an empty value; empty parts (<c>&amp;&amp;</c>) are skipped.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters => _parameters;

    /// <summary>Returns the first value of a parameter; null when absent. Names are case-sensitive.</summary>
    public string? Get(string name)
    {
        foreach (var (key, value) in _parameters)
        {
            if (key == name)
            {
                return value;
            }
        }
        return null;
    }

    /// <summary>Returns how often a parameter is given; for most, more than once is a mistake.</summary>
    public int CountOf(string name) => _parameters.Count(parameter => parameter.Key == name);

    /// <summary>Parses the part after the question mark. Null and a fault when the encoding is malformed.</summary>
    internal static QueryString? Parse(ReadOnlySpan<byte> raw, out HttpFaultReason fault)
    {
        fault = default;
        if (raw.IsEmpty)
        {
            return Empty;
        }
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var range in raw.Split((byte)'&'))
        {
            var part = raw[range];
            if (part.IsEmpty)
            {
                continue;
            }
            var equals = part.IndexOf((byte)'=');
            var rawName = equals < 0 ? part : part[..equals];
            var rawValue = equals < 0 ? [] : part[(equals + 1)..];
            if (PercentDecoder.Decode(rawName, PercentDecoder.Place.Query, out fault) is not { } name
                || PercentDecoder.Decode(rawValue, PercentDecoder.Place.Query, out fault) is not { } value)
            {
                return null;
            }
            parameters.Add(new(name, value));
        }
        return new QueryString(parameters);
    }
}
