using System.Text;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>
/// A line of sources.list(5), read as apt reads it (apt-pkg/sourcelist.cc, and ParseQuoteWord of strutl.cc): blanks in double quotes and in
/// brackets belong to the word, and <c>%20</c> is one. Pure.
/// </summary>
/// <param name="Type"><c>deb</c> or <c>deb-src</c>.</param>
/// <param name="Options">By their names, which are lower-case; of one given twice the last counts.</param>
internal sealed record SourcesLine(
    string Type, IReadOnlyDictionary<string, string> Options, string Uri, string Suite, IReadOnlyList<string> Components)
{
    /// <summary>apt refuses shorter ones.</summary>
    private const int ShortestOption = 3;

    /// <summary>What a decoder writes for bytes that are no UTF-8: the true name is lost then.</summary>
    private const char Undecoded = '\uFFFD';

    private static readonly char[] Blanks = [' ', '\t', '\v', '\f', '\r', '\n'];

    /// <summary>Returns the line; null for an empty one.</summary>
    /// <param name="isMalformed">True when apt would refuse the line, or it cannot be said what apt makes of it.</param>
    public static SourcesLine? Parse(string raw, out bool isMalformed)
    {
        var line = WithoutComment(raw).Trim(' ', '\t', '\r');
        var end = line.IndexOfAny([' ', '\t', '\v']);
        var found = end < 0 ? null : Read(line[..end], line, Skip(line, end));
        isMalformed = line.Length > 0 && found is null;
        return found;
    }

    /// <summary>Keeps a # within brackets, as in <c>cdrom:[disc #1]</c>.</summary>
    private static string WithoutComment(string raw)
    {
        for (var at = raw.IndexOf('#', StringComparison.Ordinal); at >= 0; at = raw.IndexOf('#', at + 1))
        {
            var before = raw.AsSpan(0, at);
            if (before.Count('[') <= before.Count(']'))
            {
                return raw[..at];
            }
        }

        return raw;
    }

    private static SourcesLine? Read(string type, string line, int at)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        if (type is not ("deb" or "deb-src") || !TryOptions(line, ref at, options)
            || Word(line, ref at) is not { } uri || Word(line, ref at) is not { } suite)
        {
            return null;
        }

        var components = new List<string>();
        while (at < line.Length)
        {
            if (Word(line, ref at) is not { } component)
            {
                return null;
            }

            components.Add(component);
        }

        return IsSound(uri, suite, components.Count) ? new SourcesLine(type, options, uri, suite, components) : null;
    }

    /// <summary>The rules of both formats: an address has a scheme, and only a suite with a slash at its end has no components.</summary>
    public static bool IsSound(string uri, string suite, int components) => uri.Contains(':', StringComparison.Ordinal)
        && suite.EndsWith('/') == (components == 0);

    /// <summary>Reads <c>[ name=value … ]</c>; without it there are none.</summary>
    private static bool TryOptions(string line, ref int at, Dictionary<string, string> options)
    {
        if (at >= line.Length || line[at] != '[')
        {
            return true;
        }

        at = Skip(line, at + 1);
        while (at < line.Length && line[at] != ']')
        {
            if (Word(line, ref at) is not { Length: >= ShortestOption } option)
            {
                return false;
            }

            if (option[^1] == ']')
            {
                // The last one may have no blank before the bracket.
                at = line.LastIndexOf(']', Math.Min(at, line.Length - 1));
                option = option[..^1];
            }

            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == option.Length - 1 || at < 0)
            {
                return false;
            }

            options[option[..equals]] = option[(equals + 1)..];
        }

        var isClosed = at < line.Length;
        at = Skip(line, at + 1);
        return isClosed;
    }

    /// <summary>Returns the next word without its quotes, and moves to the one after it; null without one, or when it has no end.</summary>
    private static string? Word(string line, ref int at)
    {
        var start = at;
        for (; at < line.Length && !Blanks.Contains(line[at]); at++)
        {
            if (line[at] is '"' or '[')
            {
                at = line.IndexOf(line[at] == '"' ? '"' : ']', at + 1);
                if (at < 0)
                {
                    at = line.Length;
                    return null;
                }
            }
        }

        var word = start == at ? null : Decoded(Encoding.UTF8.GetBytes(line[start..at]));
        at = Skip(line, at);
        return word;
    }

    private static string? Decoded(byte[] quoted)
    {
        var bytes = new List<byte>(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '%' && i + 2 < quoted.Length && char.IsAsciiHexDigit((char)quoted[i + 1])
                && char.IsAsciiHexDigit((char)quoted[i + 2]))
            {
                bytes.AddRange(Convert.FromHexString([(char)quoted[i + 1], (char)quoted[i + 2]]));
                i += 2;
            }
            else if (quoted[i] != '"')
            {
                bytes.Add(quoted[i]);
            }
        }

        var word = Encoding.UTF8.GetString([.. bytes]);
        return word.Contains(Undecoded, StringComparison.Ordinal) ? null : word;
    }

    private static int Skip(string line, int at)
    {
        while (at < line.Length && Blanks.Contains(line[at]))
        {
            at++;
        }

        return at;
    }
}
