using System.Text.Json;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Audit;

/// <summary>One line of the audit log, without its place in the chain.</summary>
internal abstract record AuditEntry(DateTimeOffset Time, string Kind)
{
    /// <summary>Whether the line is to be on the disk before the next is taken: what changed something, and how it ended.</summary>
    public virtual bool IsVital => true;

    /// <summary>Writes the members after time and kind.</summary>
    public abstract void WriteMembers(Utf8JsonWriter writer);

    /// <summary>A request and its answer.</summary>
    /// <param name="Code">The error code of the answer; null on success.</param>
    /// <param name="JobId">The job that it made; null when it made none.</param>
    internal sealed record Request(
        DateTimeOffset Time, Guid RequestId, AuditClient Client, string Method, string Path, int Status, string? Code, Guid? JobId)
        : AuditEntry(Time, "request")
    {
        public bool IsRead => Method is "GET" or "HEAD" or "OPTIONS";

        public override bool IsVital => !IsRead;

        public override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("request_id"u8, RequestId);
            Client.WriteMembers(writer);
            writer.WriteString("method"u8, Cut(Method));
            writer.WriteString("path"u8, Cut(Path));
            writer.WriteNumber("status"u8, Status);
            writer.WriteString("code"u8, Code);
            WriteId(writer, "job_id"u8, JobId);
        }
    }

    /// <summary>The end of a job.</summary>
    /// <param name="EndedAt">May lie before the time of the line: at the agent's start the end of a reboot is told.</param>
    internal sealed record JobEnded(
        DateTimeOffset Time,
        Guid JobId,
        Guid RequestId,
        AuditClient Client,
        string Operation,
        string Status,
        string? Code,
        string Message,
        DateTimeOffset? EndedAt)
        : AuditEntry(Time, "job_end")
    {
        public override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("job_id"u8, JobId);
            writer.WriteString("request_id"u8, RequestId);
            Client.WriteMembers(writer);
            writer.WriteString("operation"u8, Operation);
            writer.WriteString("status"u8, Status);
            writer.WriteString("code"u8, Code);
            writer.WriteString("message"u8, Cut(Message));
            writer.WriteString("ended_at"u8, EndedAt is { } at ? UtcTime.Format(at) : null);
        }
    }

    /// <summary>What got no line of its own since <paramref name="Since"/>.</summary>
    internal sealed record Dropped(DateTimeOffset Time, DateTimeOffset Since, IReadOnlyList<AuditDropRow> Rows) : AuditEntry(Time, "dropped")
    {
        public override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("since"u8, UtcTime.Format(Since));
            writer.WriteStartArray("drops"u8);
            foreach (var row in Rows)
            {
                row.Write(writer);
            }

            writer.WriteEndArray();
        }
    }

    /// <summary>Entries that could not be written before this one.</summary>
    internal sealed record Lost(DateTimeOffset Time, long Count) : AuditEntry(Time, "lost")
    {
        public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("count"u8, Count);
    }

    /// <summary>The files were not as the agent had left them.</summary>
    /// <param name="Torn">The lines since the last entry that are none; null when there are no such lines.</param>
    internal sealed record Break(DateTimeOffset Time, string Reason, TornLines? Torn) : AuditEntry(Time, "break")
    {
        public override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("reason"u8, Reason);
            writer.WriteNumber("torn_lines"u8, Torn?.Lines ?? 0);
            writer.WriteString(AuditLine.TornSha256, Torn?.Sha256);
        }
    }

    /// <summary>The agent began or ended its work.</summary>
    /// <param name="What"><c>start</c> or <c>stop</c>.</param>
    internal sealed record Agent(DateTimeOffset Time, string What, string Version, string BootId) : AuditEntry(Time, What)
    {
        public override void WriteMembers(Utf8JsonWriter writer)
        {
            writer.WriteString("version"u8, Version);
            writer.WriteString("boot_id"u8, BootId);
        }
    }

    private static string Cut(string text) => text.Length <= AuditLimits.TextLength ? text : text[..AuditLimits.TextLength] + "…";

    private static void WriteId(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Guid? id)
    {
        if (id is { } known)
        {
            writer.WriteString(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
