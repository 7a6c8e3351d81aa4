using System.Text.Json;
using LinuxPatchApi.Api.Contracts;

namespace LinuxPatchApi.Api.Lists;

/// <summary>Writes <see cref="Restarts"/> without the serializer, whose tables for these four documents take 60 KB of the binary. A test
/// compares the result with that of the serializer.</summary>
internal static class RestartsWriter
{
    public static void Write(Restarts restarts, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("generated_at", restarts.GeneratedAt.ToString());
        writer.WriteString("source", restarts.Source);
        writer.WriteString("limitation", restarts.Limitation);
        writer.WriteNumber("processes", restarts.Processes);
        writer.WriteNumber("unreadable", restarts.Unreadable);
        writer.WriteBoolean("reboot_required", restarts.RebootRequired);
        Texts(writer, "reboot_reasons", restarts.RebootReasons);
        Texts(writer, "reboot_notes", restarts.RebootNotes);
        writer.WriteString("container", restarts.Container);
        writer.WriteStartArray("units");
        foreach (var unit in restarts.Units)
        {
            Unit(writer, unit);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Unit(Utf8JsonWriter writer, RestartUnit unit)
    {
        writer.WriteStartObject();
        writer.WriteString("unit", unit.Unit);
        writer.WriteString("kind", unit.Kind);
        writer.WriteString("session", unit.Session);
        writer.WriteBoolean("restartable", unit.Restartable);
        writer.WriteString("reason", unit.Reason);
        Texts(writer, "packages", unit.Packages);
        writer.WriteNumber("process_count", unit.ProcessCount);
        writer.WriteStartArray("processes");
        foreach (var process in unit.Processes)
        {
            writer.WriteStartObject();
            writer.WriteNumber("pid", process.Pid);
            writer.WriteString("command", process.Command);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("file_count", unit.FileCount);
        writer.WriteStartArray("files");
        foreach (var file in unit.Files)
        {
            writer.WriteStartObject();
            writer.WriteString("path", file.Path);
            writer.WriteString("state", file.State);
            Texts(writer, "packages", file.Packages);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
