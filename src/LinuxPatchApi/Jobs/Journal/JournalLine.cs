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
    private const string TextsOmitted = "the warnings and reasons are not kept: with them the record of this job is too large";
    private const string ListsOmitted = "what it changed is not kept: with that the record of this job is too large";
    private const int PrefixLength = (2 * ChecksumBytes) + 1;
    private readonly JsonTypeInfo<Job> _record = JournalJson.With(requests, isStrict: false);
    private readonly JsonTypeInfo<Job> _strict = JournalJson.With(requests, isStrict: true);

    public byte[] Format(Job job)
    {
        var json = Json(job);
        if (json.Length > JobLimits.JournalLineBytes && job.Logs.Count > 1)
        {
            json = Json(job = job with { Logs = [LogsOmitted] });
        }

        if (json.Length > JobLimits.JournalLineBytes)
        {
            json = Json(job = job with { Warnings = [TextsOmitted], Changes = [.. job.Changes.Select(c => c with { Reason = null })] });
        }

        if (json.Length > JobLimits.JournalLineBytes && job.IsTerminal)
        {
            json = Json(job.KeyOnly() with { Hidden = job.Hidden, Message = job.Message, Error = job.Error, Warnings = [ListsOmitted] });
        }

        var line = new byte[PrefixLength + json.Length + 1];
        Encoding.ASCII.GetBytes(Checksum(json), line);
        line[PrefixLength - 1] = (byte)' ';
        json.CopyTo(line, PrefixLength);
        line[^1] = (byte)'\n';
        return line;
    }

    private byte[] Json(Job job) => JsonSerializer.SerializeToUtf8Bytes(job, _record);

    /// <summary>
    /// Returns null when the checksum or the record is invalid, also when a job that has not ended is understood in part: the rest may
    /// narrow what is to be done.
    /// </summary>
    /// <param name="line">A line without its line feed.</param>
    public Job? Parse(ReadOnlySpan<byte> line) => Record(line) is not { Length: > 0 } json ? null
        : Parse(json, _strict) is { } job && !job.Request.HasLost(job.Packages) ? job
        : Parse(json, _record) is { IsTerminal: true } ended ? ended : null;

    private static Job? Parse(ReadOnlySpan<byte> json, JsonTypeInfo<Job> format)
    {
        try
        {
            return RecordShape.Validated(JsonSerializer.Deserialize(json, format));
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
