using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>
/// Formats and parses the lines of the journal: the first 16 hex digits of SHA-256 over the record, a space, one JSON record, a line
/// feed. Pure. The checksum protects against torn and flipped bytes, not against an attacker, who would have to be root.
/// </summary>
/// <param name="requests">The kinds of requests that a record may hold.</param>
internal sealed class JournalLine(IReadOnlyList<RequestType> requests)
{
    private const int ChecksumBytes = 8;
    private const string LogsOmitted = "the log lines are not kept: with them the record of this job is too large";
    private const int PrefixLength = (2 * ChecksumBytes) + 1;
    private readonly JsonTypeInfo<Job> _record = JournalJson.With(requests);

    public byte[] Format(Job job)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(job, _record);
        if (json.Length > JobLimits.JournalLineBytes && job.Logs.Count > 1)
        {
            json = JsonSerializer.SerializeToUtf8Bytes(job with { Logs = [LogsOmitted] }, _record);
        }

        var line = new byte[PrefixLength + json.Length + 1];
        Encoding.ASCII.GetBytes(Checksum(json), line);
        line[PrefixLength - 1] = (byte)' ';
        json.CopyTo(line, PrefixLength);
        line[^1] = (byte)'\n';
        return line;
    }

    /// <summary>Returns null when the checksum or the record is invalid.</summary>
    /// <param name="line">A line without its line feed.</param>
    public Job? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return Record(line) is { Length: > 0 } json ? RecordShape.Validated(JsonSerializer.Deserialize(json, _record)) : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null; // NotSupportedException: a request without a kind.
        }
    }

    /// <summary>Returns the record of a line with a valid checksum; empty when it is invalid.</summary>
    public static ReadOnlySpan<byte> Record(ReadOnlySpan<byte> line)
    {
        if (line.Length <= PrefixLength || line[PrefixLength - 1] != (byte)' ')
        {
            return [];
        }

        var json = line[PrefixLength..];
        return line[..(PrefixLength - 1)].SequenceEqual(Encoding.ASCII.GetBytes(Checksum(json))) ? json : [];
    }

    private static string Checksum(ReadOnlySpan<byte> json)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json, hash);
        return Convert.ToHexStringLower(hash[..ChecksumBytes]);
    }
}
