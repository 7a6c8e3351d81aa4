using System.Globalization;

namespace LinuxPatchApi.Audit;

/// <summary>What the end of the log says of the ends of jobs: a kill may come between the end of a job and its line.</summary>
/// <param name="since">Time of the oldest entry that was looked at; null when there is none.</param>
/// <param name="ended">Jobs whose end has its line since then.</param>
internal sealed class AuditRecall(DateTimeOffset? since, IReadOnlySet<string> ended)
{
    public DateTimeOffset? Since => since;

    public IReadOnlySet<string> Ended => ended;

    private static readonly AuditRecall Nothing = new(null, new HashSet<string>());

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
        var ended = new HashSet<string>();
        while (!bytes.IsEmpty)
        {
            var length = bytes.Span.IndexOf((byte)'\n');
            var line = length < 0 ? bytes : bytes[..length];
            bytes = bytes[Math.Min(line.Length + 1, bytes.Length)..];
            if (AuditLine.Parse(line.Span) is not { } link)
            {
                continue;
            }

            since ??= DateTimeOffset.TryParse(link.Time, CultureInfo.InvariantCulture, out var time) ? time : null;
            if (link.Kind == AuditEntry.JobEnd && link.JobId is { } job)
            {
                ended.Add(job);
            }
        }

        return new AuditRecall(since, ended);
    }
}
