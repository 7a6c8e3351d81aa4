using System.Text.Json;

namespace LinuxPatchApi.Audit;

/// <summary>What the end of the log says of the ends of jobs: a kill may come between the end of a job and its line.</summary>
/// <param name="Since">Time of the oldest entry that was looked at; null when there is none.</param>
/// <param name="Ended">Jobs whose end has its line since then.</param>
internal sealed record AuditRecall(DateTimeOffset? Since, IReadOnlySet<Guid> Ended)
{
    private static readonly AuditRecall Nothing = new(null, new HashSet<Guid>());

    /// <summary>Looks at the end of the current file; nothing when it cannot be read.</summary>
    public static AuditRecall Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return Of(AuditTail.Bytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Nothing;
        }
    }

    /// <summary>Pure.</summary>
    public static AuditRecall Of(ReadOnlyMemory<byte> bytes)
    {
        DateTimeOffset? since = null;
        var ended = new HashSet<Guid>();
        while (!bytes.IsEmpty)
        {
            var length = bytes.Span.IndexOf((byte)'\n');
            var line = length < 0 ? bytes : bytes[..length];
            bytes = bytes[Math.Min(line.Length + 1, bytes.Length)..];
            if (AuditLine.Parse(line.Span) is null)
            {
                continue;
            }

            using var entry = JsonDocument.Parse(line);
            since ??= entry.RootElement.GetProperty("time"u8).GetDateTimeOffset();
            if (entry.RootElement.GetProperty("kind"u8).ValueEquals("job_end"u8))
            {
                ended.Add(entry.RootElement.GetProperty("job_id"u8).GetGuid());
            }
        }

        return new AuditRecall(since, ended);
    }
}
