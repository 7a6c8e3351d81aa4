using System.Buffers;
using System.Text.Json;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>Formats and parses the ledger's lines by hand: two small objects are not worth a serializer. Pure.</summary>
internal static class RebootLines
{
    public static byte[] Write(RebootRecord boot) => Write(writer =>
    {
        writer.WriteString("boot_id"u8, boot.BootId);
        writer.WriteString("seen_at"u8, boot.SeenAt);
        Write(writer, "booted_at"u8, boot.BootedAt);
        writer.WriteString("kernel_before"u8, boot.KernelBefore);
        writer.WriteString("kernel"u8, boot.Kernel);
        writer.WriteString("cause"u8, RebootCauses.WireName(boot.Cause));
        writer.WriteString("job_id"u8, boot.JobId?.ToString());
        writer.WriteString("subject"u8, boot.RequestedBy?.Subject);
        writer.WriteString("serial"u8, boot.RequestedBy?.Serial);
        writer.WriteString("address"u8, boot.RequestedBy?.Address);
        writer.WriteString("reason"u8, boot.Reason);
        Write(writer, "went_down_at"u8, boot.WentDownAt);
    });

    public static byte[] Write(GoingDown down) => Write(writer =>
    {
        writer.WriteString("boot_id"u8, down.BootId);
        writer.WriteString("at"u8, down.At);
        writer.WriteString("wall"u8, down.Wall);
    });

    /// <summary>Returns null when the line is damaged.</summary>
    public static RebootRecord? ReadBoot(ReadOnlyMemory<byte> line) => Read(line, boot =>
    {
        var subject = Text(boot, "subject");
        return Text(boot, "boot_id") is { } id && Time(boot, "seen_at") is { } seen && Text(boot, "kernel") is { } kernel
            ? new RebootRecord
            {
                BootId = id,
                SeenAt = seen,
                BootedAt = Time(boot, "booted_at"),
                KernelBefore = Text(boot, "kernel_before"),
                Kernel = kernel,
                Cause = RebootCauses.Of(Text(boot, "cause")),
                JobId = Guid.TryParse(Text(boot, "job_id"), out var job) ? job : null,
                RequestedBy = subject is null ? null : new Requester(subject, Text(boot, "serial") ?? "", Text(boot, "address") ?? ""),
                Reason = Text(boot, "reason"),
                WentDownAt = Time(boot, "went_down_at"),
            }
            : null;
    });

    /// <summary>Returns null when the line is damaged.</summary>
    public static GoingDown? ReadDown(ReadOnlyMemory<byte> line) =>
        Read(line,
            down => Text(down, "boot_id") is { } id && Time(down, "at") is { } at ? new GoingDown(id, at, Text(down, "wall")) : null);

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            writer.WriteString(name, known);
        }
    }

    private static T? Read<T>(ReadOnlyMemory<byte> line, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object ? read(json.RootElement) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped half of a surrogate pair, which the parser accepts but no string can hold.
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time)
            ? time
            : null;
}
