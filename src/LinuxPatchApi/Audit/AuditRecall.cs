using System.Globalization;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Audit;

/// <summary>What the end of the log records about jobs, because the agent may be killed between the end of a job and its line.</summary>
/// <param name="since">Time recorded in the oldest entry read; null when there is none.</param>
internal sealed class AuditRecall(DateTimeOffset? since)
{
    private readonly HashSet<string> _ended = [];
    private readonly HashSet<string> _decided = [];
    private readonly HashSet<string> _admitted = [];

    public DateTimeOffset? Since => since;

    /// <summary>Jobs whose end is recorded since <see cref="Since"/>.</summary>
    public IReadOnlySet<string> Ended => _ended;

    /// <summary>Jobs whose late verdict is recorded since <see cref="Since"/>.</summary>
    public IReadOnlySet<string> Decided => _decided;

    /// <summary>Jobs whose admission is recorded since <see cref="Since"/>.</summary>
    public IReadOnlySet<string> Admitted => _admitted;

    /// <summary>Reads the end of the current file. Empty when it cannot be read.</summary>
    public static AuditRecall Read(string path)
    {
        try
        {
            using var file = RegularFile.Open(path);
            return Of(AuditTail.Bytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new AuditRecall(null);
        }
    }

    /// <summary>Pure.</summary>
    public static AuditRecall Of(ReadOnlyMemory<byte> bytes)
    {
        AuditRecall? recall = null;
        while (!bytes.IsEmpty)
        {
            var length = bytes.Span.IndexOf((byte)'\n');
            var line = length < 0 ? bytes : bytes[..length];
            bytes = bytes[Math.Min(line.Length + 1, bytes.Length)..];
            if (AuditLine.Parse(line.Span) is not { } link)
            {
                continue;
            }

            recall ??= new AuditRecall(DateTimeOffset.TryParse(link.Time, CultureInfo.InvariantCulture, out var time) ? time : null);
            if (link.JobId is { } job)
            {
                (link.Kind switch
                {
                    AuditKind.JobEnd => recall._ended,
                    AuditKind.JobVerdict => recall._decided,
                    _ => recall._admitted,
                }).Add(job);
            }
        }

        return recall ?? new AuditRecall(null);
    }
}
