using System.Runtime.InteropServices;
using System.Text;

namespace LinuxPatchApi.Packages.Families.Rpm.Advisories;

/// <summary>
/// Reads an XML document in UTF-8 tag by tag, as far as the repositories' data use XML: no document type, no namespaces. The base
/// library's reader would add a megabyte to the binary. Throws <see cref="InvalidDataException"/> for what it does not take.
/// </summary>
/// <param name="mostBytes">Of the document: a packed one may be a bomb.</param>
internal sealed class TagReader(Stream source, long mostBytes)
{
    /// <summary>Bytes. Origin: one read of the decompressor.</summary>
    private const int BufferBytes = 16384;

    /// <summary>Bytes of one tag. Origin: the longest in the field, of a reference with a title, has some hundred.</summary>
    private const int TagBytes = 65536;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly List<byte> _tag = [];
    private readonly List<byte> _text = [];
    private int _at;
    private int _end;

    public long BytesRead { get; private set; }

    /// <summary>Of the present tag.</summary>
    public string Name { get; private set; } = "";

    /// <summary>True for an end tag, and for a tag without content.</summary>
    public bool IsEnd { get; private set; }

    public bool IsStart { get; private set; }

    /// <summary>Goes to the next tag; false at the end of the document.</summary>
    public bool Read() => Next(textBytes: 0);

    /// <summary>Returns the text up to the next tag, which becomes the present one, cut to so many bytes.</summary>
    public string ReadText(int most)
    {
        if (IsStart && IsEnd)
        {
            return "";
        }

        _text.Clear();
        if (!Next(most))
        {
            throw new InvalidDataException("it ends within an element");
        }

        return Decode(_text).Trim();
    }

    /// <summary>Returns the value of an attribute of the present tag; null when it has none of that name.</summary>
    public string? Attribute(string name)
    {
        var tag = Encoding.UTF8.GetString(Tag);
        for (var at = Name.Length; at < tag.Length;)
        {
            var equals = tag.IndexOf('=', at);
            var open = equals < 0 ? -1 : tag.AsSpan(equals).IndexOfAny('"', '\'') + equals;
            if (equals < 0 || open < equals)
            {
                return null;
            }

            var close = tag.IndexOf(tag[open], open + 1);
            if (close < 0)
            {
                throw new InvalidDataException("an attribute does not end");
            }

            if (tag.AsSpan(at, equals - at).Trim().SequenceEqual(name))
            {
                return Entities(tag[(open + 1)..close]);
            }

            at = close + 1;
        }

        return null;
    }

    private bool Next(int textBytes)
    {
        while (true)
        {
            if (!SkipTo((byte)'<', textBytes))
            {
                return false;
            }

            ReadTag();
            if (_tag.Count == 0 || _tag[0] is (byte)'?')
            {
                continue;
            }

            if (_tag[0] == (byte)'!')
            {
                if (IsCharacterData())
                {
                    var data = Tag["![CDATA[".Length..^"]]".Length];
                    _text.AddRange(data[..Math.Clamp(textBytes - _text.Count, 0, data.Length)]);
                }

                continue;
            }

            var isClosing = _tag[0] == (byte)'/';
            IsEnd = isClosing || _tag[^1] == (byte)'/';
            IsStart = !isClosing;
            var name = Tag[(isClosing ? 1 : 0)..];
            var length = 0;
            while (length < name.Length && name[length] is not ((byte)'/' or <= (byte)' '))
            {
                length++;
            }

            Name = Encoding.UTF8.GetString(name[..length]);
            return true;
        }
    }

    /// <summary>Goes behind the next such byte and keeps what it passes, up to a number of bytes in all.</summary>
    private bool SkipTo(byte wanted, int textBytes)
    {
        while (Fill())
        {
            var found = _buffer.AsSpan(_at, _end - _at).IndexOf(wanted);
            var passed = found < 0 ? _end - _at : found;
            _text.AddRange(_buffer.AsSpan(_at, Math.Clamp(textBytes - _text.Count, 0, passed)));
            _at += passed + (found < 0 ? 0 : 1);
            if (found >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads to the end of a tag, a comment or character data.</summary>
    private void ReadTag()
    {
        _tag.Clear();
        byte quote = 0;
        while (Fill())
        {
            var b = _buffer[_at++];
            var isMarkup = _tag.Count > 0 && _tag[0] == (byte)'!';
            if (b == (byte)'>' && quote == 0 && (!isMarkup || IsComplete()))
            {
                return;
            }

            if (!isMarkup && b is (byte)'"' or (byte)'\'')
            {
                quote = quote == 0 ? b : quote == b ? (byte)0 : quote;
            }

            _tag.Add(b);
            if (isMarkup && Tag.SequenceEqual("!DOCTYPE"u8))
            {
                throw new InvalidDataException("it has a document type");
            }

            if (_tag.Count > TagBytes)
            {
                throw new InvalidDataException($"a tag has more than {TagBytes} bytes");
            }
        }

        throw new InvalidDataException("it ends within a tag");
    }

    private ReadOnlySpan<byte> Tag => CollectionsMarshal.AsSpan(_tag);

    private bool IsComplete() => IsCharacterData() ? Tag["![CDATA[".Length..].EndsWith("]]"u8)
        : !Tag.StartsWith("!--"u8) || Tag["!--".Length..].EndsWith("--"u8);

    private bool IsCharacterData() => Tag.StartsWith("![CDATA["u8);

    private bool Fill()
    {
        if (_at < _end)
        {
            return true;
        }

        (_at, _end) = (0, source.Read(_buffer));
        BytesRead += _end;
        return BytesRead <= mostBytes ? _end > 0 : throw new InvalidDataException("there is more than the agent reads");
    }

    private static string Decode(List<byte> bytes) => Entities(Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes)));

    /// <summary>Resolves the five entities that XML has without a document type, and those by number.</summary>
    private static string Entities(string text)
    {
        if (!text.Contains('&'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var end = text[at] == '&' ? text.IndexOf(';', at) : -1;
            if (end > at && One(text[(at + 1)..end]) is { } resolved)
            {
                result.Append(resolved);
                at = end;
            }
            else
            {
                result.Append(text[at]);
            }
        }

        return result.ToString();
    }

    private static string? One(string entity) => entity switch
    {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        ['#', 'x', .. var digits] => Of(digits, 16),
        ['#', .. var digits] => Of(digits, 10),
        _ => null,
    };

    private static string? Of(string digits, int radix)
    {
        var code = 0;
        foreach (var digit in digits)
        {
            var value = char.IsAsciiHexDigit(digit) ? (digit <= '9' ? digit - '0' : (digit | ' ') - 'a' + 10) : radix;
            if (value >= radix || code > 0x10ffff)
            {
                return null;
            }

            code = (code * radix) + value;
        }

        return digits.Length > 0 && Rune.IsValid(code) ? new Rune(code).ToString() : null;
    }
}
