using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Audit;

/// <summary>
/// The form of a line: one JSON object that begins with <c>seq</c>, the number of the entry, and <c>prev</c>, the SHA-256 of the exact
/// bytes of the previous entry's line without its line feed, in lower-case hexadecimal; null in the very first entry. Pure.
/// </summary>
internal static class AuditLine
{
    /// <summary>The beginning of every entry; a line without it is not an entry.</summary>
    private static ReadOnlySpan<byte> Beginning => "{\"seq\":"u8;

    /// <summary>Writes the line without its line feed. The writer escapes control characters, so no text can forge a line.</summary>
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

    /// <summary>Reads an entry. Null when the line is not a complete entry.</summary>
    /// <param name="line">Without its line feed.</param>
    public static AuditLink? Parse(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(Beginning))
        {
            return null;
        }

        var reader = new Utf8JsonReader(line);
        var link = new AuditLink();
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName)
                {
                    // The agent writes these names and values without escapes, so the raw bytes are compared.
                    var name = reader.ValueSpan;
                    reader.Read();
                    Store(link, name, ref reader);
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return link is { Sequence: >= 1, HasPrevious: true } ? link : null;
    }

    private static void Store(AuditLink link, ReadOnlySpan<byte> name, ref Utf8JsonReader reader)
    {
        var text = reader.TokenType == JsonTokenType.String ? Encoding.UTF8.GetString(reader.ValueSpan) : null;
        if (name.SequenceEqual("seq"u8))
        {
            link.Sequence = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : 0;
        }
        else if (name.SequenceEqual("prev"u8))
        {
            (link.HasPrevious, link.Previous) = (true, text);
        }
        else if (name.SequenceEqual("time"u8))
        {
            link.Time = text;
        }
        else if (name.SequenceEqual("kind"u8))
        {
            link.Kind = AuditEntry.KindOf(text);
        }
        else if (name.SequenceEqual("job_id"u8))
        {
            link.JobId = text;
        }
        else if (name.SequenceEqual("torn_sha256"u8))
        {
            link.TornSha256 = text;
        }
    }
}

/// <summary>An entry read back: its place in the chain, and the members that recovery and verification need.</summary>
internal sealed class AuditLink
{
    /// <summary>0 when the line has none.</summary>
    public long Sequence { get; set; }

    public bool HasPrevious { get; set; }

    /// <summary>SHA-256 of the previous entry's line; null in the very first entry.</summary>
    public string? Previous { get; set; }

    public string? Time { get; set; }

    public AuditKind Kind { get; set; }

    /// <summary>Null when the entry concerns no job.</summary>
    public string? JobId { get; set; }

    /// <summary>In a report of a break, the hash of the lines before it that are not entries; else null.</summary>
    public string? TornSha256 { get; set; }

    /// <summary>True when the entry reports that the files were not as the agent left them.</summary>
    public bool IsBreak => Kind == AuditKind.Break;
}
