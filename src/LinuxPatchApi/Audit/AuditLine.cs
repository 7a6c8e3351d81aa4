using System.Security.Cryptography;
using System.Text.Json;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Audit;

/// <summary>
/// The form of a line: one JSON object that begins with <c>seq</c>, the number of the entry, and <c>prev</c>, the SHA-256 of the exact bytes
/// of the entry's line before it without its line feed, in lower-case hexadecimal; null in the very first entry. Pure.
/// </summary>
internal static class AuditLine
{
    public const string TornSha256 = "torn_sha256";

    /// <summary>Every entry begins so; nothing else is taken for one.</summary>
    private static ReadOnlySpan<byte> Beginning => "{\"seq\":"u8;

    /// <summary>Appends the line without its line feed. The writer escapes control characters, so a line cannot be forged.</summary>
    public static void Write(Utf8JsonWriter writer, AuditEntry entry, long sequence, string? previous)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seq"u8, sequence);
        writer.WriteString("prev"u8, previous);
        writer.WriteString("time"u8, UtcTime.Format(entry.Time));
        writer.WriteString("kind"u8, entry.Kind);
        entry.WriteMembers(writer);
        writer.WriteEndObject();
        writer.Flush();
    }

    public static string Hash(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Null when the line is no whole entry.</summary>
    /// <param name="line">Without its line feed.</param>
    public static AuditLink? Parse(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(Beginning))
        {
            return null;
        }

        var reader = new Utf8JsonReader(line);
        (long? Sequence, bool HasPrevious, string? Previous, string? Kind, string? Torn) seen = default;
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var isSequence = reader.ValueTextEquals("seq"u8);
                var isPrevious = reader.ValueTextEquals("prev"u8);
                var isKind = reader.ValueTextEquals("kind"u8);
                var isTorn = reader.ValueTextEquals(TornSha256);
                reader.Read();
                seen = (
                    isSequence && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : seen.Sequence,
                    seen.HasPrevious || isPrevious,
                    isPrevious ? Text(ref reader) : seen.Previous,
                    isKind ? Text(ref reader) : seen.Kind,
                    isTorn ? Text(ref reader) : seen.Torn);
                reader.TrySkip();
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return seen is { Sequence: >= 1, HasPrevious: true } ? new AuditLink(seen.Sequence.Value, seen.Previous, seen.Kind == "break", seen.Torn) : null;
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
}
