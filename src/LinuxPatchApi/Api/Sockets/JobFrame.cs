using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Sockets;

/// <summary>Writes the flat JSON object sent over WebSockets and event streams (contract section 7). Pure.</summary>
internal static class JobFrame
{
    /// <summary>The name of the event of a job.</summary>
    public const string JobStatusEvent = "job_status";

    /// <summary>The name of the event of a log line; only streams that asked for them have it.</summary>
    public const string JobLogEvent = "job_log";

    /// <summary>Relaxed escaping: the JSON is never embedded in HTML, and package versions stay readable.</summary>
    private static readonly JsonWriterOptions Options = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="logs">Returns the log lines of a job, for its last frame; null when it is gone.</param>
    public static void Write(IBufferWriter<byte> output, JobEvent job, Func<Guid, IReadOnlyList<string>?> logs)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        Begin(writer, JobStatusEvent, job.JobId.ToString(), JobSpelling.Statuses.Of(job.Status), job.Progress, job.Message, job.At);
        writer.WriteString("operation"u8, JobSpelling.Operations.Of(job.Operation));
        writer.WriteString("phase"u8, JobSpelling.Phases.Of(job.Phase));
        writer.WriteNumber("sequence"u8, job.Sequence);
        WriteKnown(writer, "current_package"u8, job.CurrentPackage);
        if (job.SpeedBytesPerSecond is { } speed)
        {
            writer.WriteNumber("speed_bytes_per_second"u8, speed);
        }

        WriteKnown(writer, "error"u8, job.Error);
        WriteKnown(writer, "error_code"u8, job.ErrorCode is { } code ? JobSpelling.ErrorCodes.Of(code) : null);
        if (job.IsTerminal)
        {
            writer.WriteString("output"u8, Output(logs(job.JobId) ?? []));
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a frame with one log line as its message; it has no number, because it is not kept.</summary>
    public static void WriteLog(IBufferWriter<byte> output, Job job, string line)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        Begin(writer, JobLogEvent, job.Id.ToString(), JobSpelling.Statuses.Of(job.Status), job.Progress, line, job.UpdatedAt);
        writer.WriteString("operation"u8, JobSpelling.Operations.Of(job.Operation));
        writer.WriteString("phase"u8, JobSpelling.Phases.Of(job.Phase));
        writer.WriteEndObject();
    }

    /// <summary>The newest log lines as one text.</summary>
    public static string Output(IReadOnlyList<string> logs)
    {
        var first = logs.Count;
        var length = 0;
        while (first > 0 && length + logs[first - 1].Length + 1 <= WatchLimits.OutputCharacters)
        {
            length += logs[--first].Length + 1;
        }

        return string.Join('\n', logs.Skip(first));
    }

    /// <summary>Writes a frame about the connection instead of a job, with the same members of the same types.</summary>
    /// <param name="jobId">Empty when it concerns no job.</param>
    public static void Write(IBufferWriter<byte> output, string name, string jobId, string status, string message, DateTimeOffset now)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        Begin(writer, name, jobId, status, 0, message, now);
        writer.WriteString("operation"u8, ""u8);
        writer.WriteString("phase"u8, ""u8);
        writer.WriteEndObject();
    }

    private static void Begin(
        Utf8JsonWriter writer, string name, string jobId, string status, int progress, string message, DateTimeOffset at)
    {
        writer.WriteStartObject();
        writer.WriteString("event"u8, name);
        writer.WriteString("job_id"u8, jobId);
        writer.WriteString("status"u8, status);
        writer.WriteNumber("progress"u8, progress);
        writer.WriteNumber("progress_percent"u8, progress);
        writer.WriteString("message"u8, message);
        writer.WriteString("timestamp"u8, UtcTime.Format(at));
    }

    private static void WriteKnown(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
