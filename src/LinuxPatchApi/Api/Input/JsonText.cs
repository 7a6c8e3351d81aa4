using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Input;

/// <summary>Says in our own words why a text is not the JSON that a request needs, with line and byte. Pure.</summary>
internal static class JsonText
{
    /// <summary>Origin: contract section 3.</summary>
    public const int MaxDepth = 32;

    /// <summary>
    /// The reader's own limit must be above ours, so that the two causes stay apart; the deepest body has half its bytes open.
    /// </summary>
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = int.MaxValue };

    /// <summary>Returns the clause that names the one cause; null when the text is sound. A member given twice is not looked for.</summary>
    public static string? Fault(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith(Encoding.UTF8.Preamble))
        {
            return "the body begins with a byte order mark; send it without";
        }

        if (FirstNotUtf8(json) is { } bad)
        {
            return $"the body is not UTF-8 at {Place(json, bad)}";
        }

        var reader = new Utf8JsonReader(json, Deep);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= MaxDepth)
                {
                    return $"the body is nested deeper than {MaxDepth} at {Place(json, reader.TokenStartIndex)}";
                }

                if (reader.ValueIsEscaped)
                {
                    // The parser accepts half a surrogate pair, and throws when the text is read.
                    reader.GetString();
                }
            }

            return null;
        }
        catch (InvalidOperationException)
        {
            return $"the body escapes half a surrogate pair in the text at {Place(json, reader.TokenStartIndex)}";
        }
        catch (JsonException e)
        {
            return Syntax(json, e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
        }
    }

    /// <summary>Returns the clause for the first member that an object has twice; null when there is none.</summary>
    public static string? Duplicate(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Deep);
        var open = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    open.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName when reader.GetString() is { } name && !open.Peek().Add(name):
                    return $"the body has the member {Shown(name)} twice, again at {Place(json, reader.TokenStartIndex)}";
            }
        }

        return null;
    }

    private static string Syntax(ReadOnlySpan<byte> json, long line, long column)
    {
        var offset = Offset(json, line) + (int)column;
        var place = string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, byte {column + 1}");
        var rest = offset < json.Length ? json[offset..] : default;
        while (!rest.IsEmpty && rest[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            rest = rest[1..];
        }

        var why = rest.IsEmpty ? "it ends too early"
            : rest[0] switch
            {
                (byte)'\'' => "texts and names stand in double quotes",
                (byte)'/' or (byte)'#' => "it takes no comments",
                (byte)'}' or (byte)']' => $"{(char)rest[0]} is not expected there; is there a comma too many, or a value too few?",
                >= 0x21 and < 0x7F => $"{(char)rest[0]} is not expected there",
                _ => $"the byte 0x{rest[0]:X2} is not expected there",
            };
        return $"the body is not valid JSON at {place}: {why}";
    }

    private static int Offset(ReadOnlySpan<byte> json, long line)
    {
        var offset = 0;
        for (; line > 0 && json[offset..].IndexOf((byte)'\n') is var end and >= 0; line--)
        {
            offset += end + 1;
        }

        return offset;
    }

    private static string Place(ReadOnlySpan<byte> json, long offset)
    {
        var before = json[..(int)offset];
        return string.Create(
            CultureInfo.InvariantCulture, $"line {before.Count((byte)'\n') + 1}, byte {before.Length - before.LastIndexOf((byte)'\n')}");
    }

    private static int? FirstNotUtf8(ReadOnlySpan<byte> text)
    {
        var offset = 0;
        while (offset < text.Length)
        {
            if (Rune.DecodeFromUtf8(text[offset..], out _, out var length) != OperationStatus.Done)
            {
                return offset;
            }

            offset += length;
        }

        return null;
    }

    private static string Shown(string name) => OneLine.Cut(name, InputFailure.FieldLength);
}
