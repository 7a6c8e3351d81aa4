using System.Text;

namespace LinuxPatchApi.Packages.Families.Rpm.Settings;

/// <summary>
/// Reads the names of locked packages in dnf5's versionlock.toml: tables <c>[[packages]]</c>, as dnf5 writes them, or an array of inline
/// tables, as a person may. Of TOML 1.0 it knows what decides where a value belongs. Pure.
/// </summary>
internal sealed class VersionLockToml
{
    private const string Wanted = "packages.name";

    /// <summary>Arrays and tables in each other. Origin: the file has two; a file of brackets must not exhaust the stack.</summary>
    private const int MostDepth = 16;

    private readonly List<string> _names = [];
    private readonly string _text;
    private int _at;

    private VersionLockToml(string text) => _text = text;

    /// <summary>Returns the names up to the first error, where dnf5 refuses the file itself.</summary>
    public static IReadOnlyList<string> Names(string text)
    {
        var reader = new VersionLockToml(text);
        reader.Document();
        return reader._names;
    }

    private void Document()
    {
        var table = "";
        while (Skip(lines: true))
        {
            if (Accept('['))
            {
                var isArray = Accept('[');
                table = Key();
                if (!Accept(']') || (isArray && !Accept(']')))
                {
                    return;
                }
            }
            else if (!Assignment(table, 0))
            {
                return;
            }
        }
    }

    private bool Assignment(string table, int depth)
    {
        var key = Key();
        return key.Length > 0 && Accept('=') && Value(table.Length == 0 ? key : $"{table}.{key}", depth);
    }

    /// <summary>Returns false at an error.</summary>
    private bool Value(string key, int depth)
    {
        if (depth > MostDepth || !Skip(lines: false))
        {
            return false;
        }

        switch (_text[_at])
        {
            case '[':
                _at++;
                while (Skip(lines: true) && _text[_at] != ']')
                {
                    if (!Value(key, depth + 1) || !Next(']', lines: true))
                    {
                        return false;
                    }
                }

                return Accept(']');
            case '{':
                _at++;
                while (Skip(lines: false) && _text[_at] != '}')
                {
                    if (!Assignment(key, depth + 1) || !Next('}', lines: false))
                    {
                        return false;
                    }
                }

                return Accept('}');
            case '"' or '\'':
                var value = Quoted();
                if (key == Wanted && value is { Length: > 0 })
                {
                    _names.Add(value);
                }

                return value is not null;
            default:
                var start = _at;
                while (_at < _text.Length && _text[_at] is not (',' or ']' or '}' or '#' or '\n'))
                {
                    _at++;
                }

                return _at > start;
        }
    }

    /// <summary>Accepts a comma, or stands before the end.</summary>
    private bool Next(char end, bool lines) => Skip(lines) && (Accept(',') || _text[_at] == end);

    /// <summary>Returns the parts of a key, joined; empty at an error.</summary>
    private string Key()
    {
        var key = new StringBuilder();
        do
        {
            if (!Skip(lines: false))
            {
                return "";
            }

            if (_text[_at] is '"' or '\'')
            {
                key.Append(Quoted());
            }
            else
            {
                while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-'))
                {
                    key.Append(_text[_at++]);
                }
            }

            key.Append('.');
        }
        while (Accept('.'));
        return key.Length > 1 ? key.ToString(0, key.Length - 1) : "";
    }

    /// <summary>Returns the text of a string as it is written, escapes and all; null when it does not end.</summary>
    private string? Quoted()
    {
        var quote = _text[_at];
        var mark = new string(quote, At(new string(quote, 3)) ? 3 : 1);
        var start = _at += mark.Length;
        while (_at < _text.Length && !At(mark))
        {
            if (mark.Length == 1 && _text[_at] == '\n')
            {
                return null;
            }

            _at += quote == '"' && _text[_at] == '\\' ? 2 : 1;
        }

        if (_at >= _text.Length)
        {
            return null;
        }

        var value = _text[start.._at];
        _at += mark.Length;
        return value;
    }

    /// <summary>Skips blanks and comments, and line ends where they mean nothing; false at the end of the text.</summary>
    private bool Skip(bool lines)
    {
        while (_at < _text.Length)
        {
            if (_text[_at] == '#')
            {
                _at = _text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length;
            }
            else if (_text[_at] is ' ' or '\t' or '\r' || (lines && _text[_at] == '\n'))
            {
                _at++;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private bool Accept(char c)
    {
        var isNext = Skip(lines: false) && _text[_at] == c;
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private bool At(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;
}
