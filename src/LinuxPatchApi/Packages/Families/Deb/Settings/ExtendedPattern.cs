using System.Globalization;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>
/// A POSIX extended regular expression (regex(7)), which apt accepts between slashes. All positions where a part can end are followed at
/// once, so that a pattern costs at most its length times the square of the text's. Case-insensitive, as in apt. Pure.
/// </summary>
internal sealed class ExtendedPattern
{
    /// <summary>Nested groups. Origin: patterns have few in practice; a file of parentheses must not exhaust the stack.</summary>
    private const int MostDepth = 32;

    /// <summary>Origin: RE_DUP_MAX of POSIX.</summary>
    private const int MostRepeats = 255;

    private readonly string _pattern;
    private int _at;
    private int _depth;

    private ExtendedPattern(string pattern) => _pattern = pattern;

    private delegate SortedSet<int> Step(string text, IEnumerable<int> from);

    /// <summary>True when the pattern matches anywhere in the text. An invalid pattern never matches, as in apt.</summary>
    public static bool IsIn(string pattern, string text)
    {
        var reader = new ExtendedPattern(pattern.ToLowerInvariant());
        return reader.Alternatives() is { } step && reader._at == pattern.Length
            && step(text.ToLowerInvariant(), Enumerable.Range(0, text.Length + 1)).Count > 0;
    }

    private Step? Alternatives()
    {
        if (++_depth > MostDepth)
        {
            return null;
        }

        var all = new List<Step>();
        do
        {
            if (Sequence() is not { } one)
            {
                return null;
            }

            all.Add(one);
        }
        while (Accept('|'));
        _depth--;
        return (text, from) =>
        {
            var starts = from.ToList();
            return [.. all.SelectMany(step => step(text, starts))];
        };
    }

    private Step? Sequence()
    {
        var all = new List<Step>();
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            if (Atom() is not { } atom || Repeated(atom) is not { } one)
            {
                return null;
            }

            all.Add(one);
        }

        return (text, from) => all.Aggregate(new SortedSet<int>(from), (places, step) => step(text, places));
    }

    private Step? Repeated(Step atom)
    {
        while (_at < _pattern.Length && _pattern[_at] is '*' or '+' or '?' or '{')
        {
            int least, most;
            switch (_pattern[_at++])
            {
                case '*':
                    (least, most) = (0, int.MaxValue);
                    break;
                case '+':
                    (least, most) = (1, int.MaxValue);
                    break;
                case '?':
                    (least, most) = (0, 1);
                    break;
                default:
                    var end = _pattern.IndexOf('}', _at);
                    var parts = end < 0 ? [] : _pattern[_at..end].Split(',');
                    if (parts.Length is < 1 or > 2 || !Count(parts[0], out least)
                        || !Count(parts[^1].Length == 0 ? "255" : parts[^1], out most) || most < least)
                    {
                        return null;
                    }

                    most = parts is [_, ""] ? int.MaxValue : most;
                    _at = end + 1;
                    break;
            }

            var inner = atom;
            atom = (text, from) => Repeat(inner, text, new SortedSet<int>(from), least, most);
        }

        return atom;
    }

    private static bool Count(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= MostRepeats;

    private static SortedSet<int> Repeat(Step step, string text, SortedSet<int> from, int least, int most)
    {
        var places = from;
        for (var i = 0; i < least; i++)
        {
            places = step(text, places);
        }

        var reached = new SortedSet<int>(places);
        for (var i = least; i < most && places.Count > 0; i++)
        {
            places = [.. step(text, places).Where(reached.Add)];
        }

        return reached;
    }

    private Step? Atom()
    {
        var c = _pattern[_at++];
        switch (c)
        {
            case '^':
                return (_, from) => [.. from.Where(at => at == 0)];
            case '$':
                return (text, from) => [.. from.Where(at => at == text.Length)];
            case '(':
                return Alternatives() is { } inner && Accept(')') ? inner : null;
            case '[':
                return Set();
            case '.':
                return One(_ => true);
            case '\\' when _at < _pattern.Length && !char.IsAsciiLetterOrDigit(_pattern[_at]):
                var literal = _pattern[_at++];
                return One(t => t == literal);
            case '\\' or '*' or '+' or '?' or '{':
                // A letter after a backslash is an extension of the C library; a repetition of nothing is undefined.
                return null;
            default:
                return One(t => t == c);
        }
    }

    private Step? Set()
    {
        var isNot = Accept('^');
        var members = new List<(char From, char To)>();
        for (var first = true; _at < _pattern.Length && (first || _pattern[_at] != ']'); first = false)
        {
            if (_pattern[_at] == '[' && _at + 1 < _pattern.Length && _pattern[_at + 1] is ':' or '.' or '=')
            {
                var end = _pattern.IndexOf(":]", Math.Min(_at + 2, _pattern.Length), StringComparison.Ordinal);
                if (_pattern[_at + 1] != ':' || end < 0 || Class(_pattern[(_at + 2)..end]) is not { } ranges)
                {
                    return null;
                }

                members.AddRange(ranges);
                _at = end + 2;
                continue;
            }

            var from = _pattern[_at++];
            var isRange = _at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']';
            var to = isRange ? _pattern[_at + 1] : from;
            _at += isRange ? 2 : 0;
            if (to < from)
            {
                return null;
            }

            members.Add((from, to));
        }

        return Accept(']') ? One(t => members.Any(m => t >= m.From && t <= m.To) != isNot) : null;
    }

    private static (char, char)[]? Class(string name) => name switch
    {
        "digit" => [('0', '9')],
        "alpha" or "lower" or "upper" => [('a', 'z')],
        "alnum" => [('0', '9'), ('a', 'z')],
        "xdigit" => [('0', '9'), ('a', 'f')],
        "punct" => [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => [(' ', ' '), ('\t', '\r')],
        "blank" => [(' ', ' '), ('\t', '\t')],
        _ => null,
    };

    private static Step One(Func<char, bool> matches) =>
        (text, from) => [.. from.Where(at => at < text.Length && matches(text[at])).Select(at => at + 1)];

    private bool Accept(char c)
    {
        var isNext = _at < _pattern.Length && _pattern[_at] == c;
        _at += isNext ? 1 : 0;
        return isNext;
    }
}
