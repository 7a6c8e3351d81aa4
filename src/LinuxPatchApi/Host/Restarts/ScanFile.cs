using System.Buffers;
using System.Text.Json;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host.Restarts;

/// <summary>The file that the scan's unit writes and the daemon reads.</summary>
internal static class ScanFile
{
    /// <summary>The RuntimeDirectory of the scan's unit.</summary>
    public const string DefaultDirectory = "/run/linux_patch_api_restarts";

    private const string Name = "scan.json";

    /// <summary>Null when it was written, else why not.</summary>
    public static string? Write(string directory, RestartScan scan)
    {
        var content = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(content))
        {
            Write(writer, scan);
        }

        return AtomicFile.Write(Path.Combine(directory, Name), content.WrittenSpan, UnixFileMode.UserRead | UnixFileMode.UserWrite)?.ToString();
    }

    public static (RestartScan? Scan, string? Problem) Read(string directory)
    {
        var file = BoundedFile.Read(Path.Combine(directory, Name), RestartLimits.ScanBytes);
        if (file.Bytes is not { } bytes)
        {
            return (null, file.Problem!.ToString());
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            return (Scan(document.RootElement), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Written by another version of the program.
            return (null, $"the scan cannot be read: {SystemErrorText.Of(e)}");
        }
    }

    private static void Write(Utf8JsonWriter writer, RestartScan scan)
    {
        writer.WriteStartObject();
        writer.WriteString("generated_at", scan.GeneratedAt);
        writer.WriteNumber("processes", scan.Processes);
        writer.WriteNumber("unreadable", scan.Unreadable);
        writer.WriteStartArray("groups");
        foreach (var group in scan.Groups)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", PlaceKinds.WireName(group.Kind));
            writer.WriteString("unit", group.Unit);
            writer.WriteString("session", group.Session);
            Texts(writer, group.Packages);
            writer.WriteNumber("process_count", group.ProcessCount);
            writer.WriteStartArray("processes");
            foreach (var process in group.Processes)
            {
                writer.WriteStartObject();
                writer.WriteNumber("pid", process.Pid);
                writer.WriteString("command", process.Command);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNumber("file_count", group.FileCount);
            writer.WriteStartArray("files");
            foreach (var file in group.Files)
            {
                writer.WriteStartObject();
                writer.WriteString("path", file.Path);
                writer.WriteBoolean("deleted", file.IsDeleted);
                Texts(writer, file.Packages);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter writer, IReadOnlyList<string>? packages)
    {
        if (packages is null)
        {
            writer.WriteNull("packages");
            return;
        }

        writer.WriteStartArray("packages");
        foreach (var package in packages)
        {
            writer.WriteStringValue(package);
        }

        writer.WriteEndArray();
    }

    private static RestartScan Scan(JsonElement scan)
    {
        var groups = new List<StaleGroup>();
        foreach (var group in scan.GetProperty("groups").EnumerateArray())
        {
            var processes = new List<StaleProcess>();
            foreach (var process in group.GetProperty("processes").EnumerateArray())
            {
                processes.Add(new StaleProcess(process.GetProperty("pid").GetInt32(), Text(process, "command") ?? ""));
            }

            var files = new List<StaleFile>();
            foreach (var file in group.GetProperty("files").EnumerateArray())
            {
                files.Add(new StaleFile(Text(file, "path") ?? "", file.GetProperty("deleted").GetBoolean(), Texts(file)));
            }

            groups.Add(new StaleGroup(
                PlaceKinds.Of(Text(group, "kind")),
                Text(group, "unit"),
                Text(group, "session"),
                Texts(group),
                group.GetProperty("process_count").GetInt32(),
                processes,
                group.GetProperty("file_count").GetInt32(),
                files));
        }

        return new RestartScan(
            scan.GetProperty("generated_at").GetDateTimeOffset(), scan.GetProperty("processes").GetInt32(), scan.GetProperty("unreadable").GetInt32(), groups);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static List<string>? Texts(JsonElement element)
    {
        var packages = element.GetProperty("packages");
        if (packages.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var names = new List<string>();
        foreach (var package in packages.EnumerateArray())
        {
            names.Add(package.GetString() ?? "");
        }

        return names;
    }
}
