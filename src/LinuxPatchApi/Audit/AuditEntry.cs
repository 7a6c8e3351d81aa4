using System.Text.Json;
using LinuxPatchApi.Http;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Audit;

/// <summary>
/// One line of the audit log, without its place in the chain. No records: nobody compares entries, and each would cost 2 KB of code.
/// </summary>
internal abstract class AuditEntry(DateTimeOffset time, string kind)
{
    /// <summary>The kind of <see cref="JobEnded"/>.</summary>
    public const string JobEnd = "job_end";

    /// <summary>The kind of a <see cref="JobEnded"/> whose verdict came after the end.</summary>
    public const string JobVerdict = "job_verdict";

    public DateTimeOffset Time => time;

    public string Kind => kind;

    /// <summary>Whether the line is to be on the disk before the next is taken: what changed something, and how it ended.</summary>
    public virtual bool IsVital => true;

    /// <summary>Writes the members after time and kind.</summary>
    public abstract void WriteMembers(Utf8JsonWriter writer);

    /// <summary>A request and its answer.</summary>
    /// <param name="code">The error code of the answer; null on success.</param>
    /// <param name="jobId">The job that it made; null when it made none.</param>
    /// <param name="isHealth">Health or system info was asked, which have no rate limit.</param>
    internal sealed class Request(
        DateTimeOffset time, Guid requestId, AuditClient client, string method, string path, int status, string? code, Guid? jobId, bool isHealth = false)
        : AuditEntry(time, "request")
    {
        /// <summary>Cut here, not when it is written: thousands of entries may wait.</summary>
        private readonly string _path = PeerText.Cut(path);

        public AuditClient Client => client;

        /// <summary>Decides which share of the minute's lines it takes.</summary>
        public AuditRequestKind Ask => !IsRead ? method.Length == 0 ? AuditRequestKind.Unknown : AuditRequestKind.Change : isHealth ? AuditRequestKind.Health : AuditRequestKind.Read;

        public int Status => status;

        public string? Code => code;

        public bool IsRead => method is "GET" or "HEAD" or "OPTIONS";

        public override bool IsVital => !IsRead;

        public override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("request_id"u8, requestId);
            client.WriteMembers(writer);
            writer.WriteString("method"u8, PeerText.Cut(method));
            writer.WriteString("path"u8, _path);
            writer.WriteNumber("status"u8, status);
            writer.WriteString("code"u8, code is null ? null : PeerText.Cut(code));
            writer.WriteString("job_id"u8, jobId?.ToString());
        }
    }

    /// <summary>The end of a job; or, for one that ended before it could be known what it changed, what is known now.</summary>
    /// <param name="changes">What it changed, or was to change.</param>
    /// <param name="endedAt">May lie before the time of the line: at the agent's start the end of a reboot is told.</param>
    internal sealed class JobEnded(
        DateTimeOffset time,
        Guid jobId,
        Guid requestId,
        AuditClient client,
        string operation,
        string status,
        string? code,
        string message,
        DateTimeOffset? endedAt,
        IReadOnlyList<AuditChange> changes,
        bool isVerdict = false)
        : AuditEntry(time, isVerdict ? JobVerdict : JobEnd)
    {
        public override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("job_id"u8, jobId);
            writer.WriteString("request_id"u8, requestId);
            client.WriteMembers(writer);
            writer.WriteString("operation"u8, PeerText.Cut(operation));
            writer.WriteString("status"u8, PeerText.Cut(status));
            writer.WriteString("code"u8, code is null ? null : PeerText.Cut(code));
            writer.WriteString("message"u8, PeerText.Cut(message, AuditLimits.TextLength));
            writer.WriteString("ended_at"u8, endedAt is { } at ? UtcTime.Format(at) : null);
            AuditChange.WriteAll(writer, changes);
        }
    }

    /// <summary>What got no line of its own since <paramref name="since"/>.</summary>
    internal sealed class Dropped(DateTimeOffset time, DateTimeOffset since, IReadOnlyList<AuditDropRow> rows) : AuditEntry(time, "dropped")
    {
        public IReadOnlyList<AuditDropRow> Rows => rows;

        public override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("since"u8, UtcTime.Format(since));
            writer.WriteStartArray("drops"u8);
            foreach (var row in rows)
            {
                row.Write(writer);
            }

            writer.WriteEndArray();
        }
    }

    /// <summary>Entries that could not be written before this one.</summary>
    internal sealed class Lost(DateTimeOffset time, long count) : AuditEntry(time, "lost")
    {
        public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("count"u8, count);
    }

    /// <summary>The files were not as the agent had left them.</summary>
    /// <param name="torn">The lines since the last entry that are none; null when there are no such lines.</param>
    internal sealed class Break(DateTimeOffset time, string reason, TornLines? torn) : AuditEntry(time, "break")
    {
        public string Reason => reason;

        public override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("reason"u8, PeerText.Cut(reason));
            writer.WriteNumber("torn_lines"u8, torn?.Lines ?? 0);
            writer.WriteString("torn_sha256"u8, torn?.Sha256);
        }
    }

    /// <summary>The agent began or ended its work.</summary>
    /// <param name="what"><c>start</c> or <c>stop</c>.</param>
    internal sealed class Agent(DateTimeOffset time, string what, string version, string bootId) : AuditEntry(time, what)
    {
        public override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("version"u8, PeerText.Cut(version));
            writer.WriteString("boot_id"u8, PeerText.Cut(bootId));
        }
    }
}
