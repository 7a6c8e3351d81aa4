using System.Text.Json;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Audit;

/// <summary>What a request asked for, as far as its line in the audit log depends on it.</summary>
internal enum AuditRequestKind
{
    /// <summary>Unknown, because the request head could not be read.</summary>
    Unknown,

    /// <summary>Health and system info, which have no rate limit.</summary>
    Health,

    /// <summary>Any other read.</summary>
    Read,

    /// <summary>A change.</summary>
    Change,
}

/// <summary>The kinds of entries that recovery and verification distinguish.</summary>
internal enum AuditKind
{
    /// <summary>Any other entry, or one without a kind.</summary>
    Other,

    /// <summary>The end of a job.</summary>
    JobEnd,

    /// <summary>The verdict on a job that came after its end.</summary>
    JobVerdict,

    /// <summary>The files were not as the agent left them.</summary>
    Break,
}

/// <summary>
/// One line of the audit log, without its place in the chain. Not a record: nothing compares entries, and each would cost 2 KB of code.
/// </summary>
internal abstract class AuditEntry(DateTimeOffset time, string kind)
{
    /// <summary>Wire name of <see cref="AuditKind.JobEnd"/>.</summary>
    public const string JobEnd = "job_end";

    /// <summary>Wire name of <see cref="AuditKind.JobVerdict"/>.</summary>
    public const string JobVerdict = "job_verdict";

    /// <summary>Wire name of <see cref="AuditKind.Break"/>.</summary>
    public const string BreakName = "break";

    /// <summary>Returns the kind of an entry that is read back.</summary>
    public static AuditKind KindOf(string? wireName) => wireName switch
    {
        JobEnd => AuditKind.JobEnd,
        JobVerdict => AuditKind.JobVerdict,
        BreakName => AuditKind.Break,
        _ => AuditKind.Other,
    };

    public DateTimeOffset Time => time;

    public string Kind => kind;

    /// <summary>True when the line must reach the disk with its batch: a change, and how it ended.</summary>
    public virtual bool IsVital => true;

    /// <summary>Writes the members that follow time and kind.</summary>
    public abstract void WriteMembers(Utf8JsonWriter writer);

    /// <summary>A request and its answer.</summary>
    /// <param name="code">The error code of the answer; null on success.</param>
    /// <param name="jobId">The job it created; null when it created none.</param>
    /// <param name="isHealth">True for health and system info, which have no rate limit.</param>
    /// <param name="refusal">Why it was not let in, as far as the log makes a difference.</param>
    internal sealed class Request(
        DateTimeOffset time,
        Guid requestId,
        AuditClient client,
        string method,
        string path,
        int status,
        string? code,
        Guid? jobId,
        bool isHealth = false,
        AuditRefusal refusal = AuditRefusal.None)
        : AuditEntry(time, "request")
    {
        /// <summary>Truncated here instead of on writing, because thousands of entries may be queued.</summary>
        private readonly string _path = PeerText.Cut(path);

        public AuditClient Client => client;

        public AuditRefusal Refusal => refusal;

        /// <summary>Selects the share of the minute's lines that the request counts against.</summary>
        public AuditRequestKind RequestKind => IsRead
            ? isHealth ? AuditRequestKind.Health : AuditRequestKind.Read
            : method.Length == 0 ? AuditRequestKind.Unknown : AuditRequestKind.Change;

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

    /// <summary>The end of a job; or the later verdict on a job whose changes were not yet known when it ended.</summary>
    /// <param name="changes">The changes made, or planned.</param>
    /// <param name="endedAt">May be before the time of the line: the agent records the end of a reboot job when it starts.</param>
    /// <param name="isVerdict">True for a verdict that came after the end of the job.</param>
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

    /// <summary>Counts of what got no line of its own since <paramref name="since"/>.</summary>
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

    /// <summary>The number of entries lost before this one.</summary>
    internal sealed class Lost(DateTimeOffset time, long count) : AuditEntry(time, "lost")
    {
        public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("count"u8, count);
    }

    /// <summary>The files are not as the agent left them.</summary>
    /// <param name="torn">The lines after the last entry that are not entries; null when there are none.</param>
    internal sealed class Break(DateTimeOffset time, string reason, TornLines? torn) : AuditEntry(time, BreakName)
    {
        public string Reason => reason;

        public override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("reason"u8, PeerText.Cut(reason));
            writer.WriteNumber("torn_lines"u8, torn?.Lines ?? 0);
            writer.WriteString("torn_sha256"u8, torn?.Sha256);
        }
    }

    /// <summary>The agent started or stopped.</summary>
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

/// <summary>Why a request was not let in, as far as the audit log makes a difference.</summary>
internal enum AuditRefusal
{
    /// <summary>It was let in, or refused for a reason that comes no faster than requests do.</summary>
    None,

    /// <summary>For its rate: such refusals come as fast as the client likes.</summary>
    Rate,
}
