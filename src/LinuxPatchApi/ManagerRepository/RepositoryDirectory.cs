using System.Globalization;
using System.Text.Json;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.ManagerRepository;

/// <summary>What is kept of the manager's repository: the last answer that was judged good, and how the last attempt ended.</summary>
/// <param name="path">The directory; made when it is first written.</param>
internal sealed class RepositoryDirectory(string path)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Called before and after each effect on the disk, for tests that end the process there.</summary>
    public Action<string> Reached { get; init; } = static _ => { };

    public string RecordFile => System.IO.Path.Combine(path, "record.json");

    public string AnswerFile => System.IO.Path.Combine(path, "answer.json");

    public byte[]? ReadAnswer() => BoundedFile.Read(AnswerFile, RepositoryLimits.AnswerBytes).Bytes;

    /// <summary>Null when there is none. A damaged one is none: it is made again by the next attempt.</summary>
    public RepositoryRecord? Read()
    {
        if (BoundedFile.Read(RecordFile, RepositoryLimits.RecordBytes).Bytes is not { } bytes)
        {
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return new RepositoryRecord(
                Time(root.GetProperty("tried_at").GetString())!.Value, Time(root.GetProperty("synced_at").GetString()),
                Enum.Parse<RepositoryTrouble>(root.GetProperty("trouble").GetString()!), root.GetProperty("reason").GetString())
            {
                HasNone = root.GetProperty("has_none").GetBoolean(),
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException
            or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Keeps an answer that was judged good.</summary>
    public FileProblem? Keep(byte[] answer) => Write("answer", AnswerFile, answer);

    /// <summary>Deletes the answer: the manager has withdrawn its repository.</summary>
    public FileProblem? Drop()
    {
        try
        {
            if (File.Exists(AnswerFile))
            {
                File.Delete(AnswerFile);
                DirectorySync.Flush(path);
            }
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FileProblem.From(AnswerFile, error);
        }
    }

    public FileProblem? Write(RepositoryRecord record)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("tried_at", Date(record.TriedAt));
            writer.WriteString("synced_at", record.SyncedAt is { } synced ? Date(synced) : null);
            writer.WriteString("trouble", record.Trouble.ToString());
            writer.WriteString("reason", record.Reason);
            writer.WriteBoolean("has_none", record.HasNone);
            writer.WriteEndObject();
        }
        return Write(record.Trouble == RepositoryTrouble.Unread ? "begun" : "record", RecordFile, buffer.ToArray());
    }

    private FileProblem? Write(string what, string file, byte[] content)
    {
        Reached($"before {what}");
        FileProblem? problem;
        try
        {
            Directory.CreateDirectory(path, Private | UnixFileMode.UserExecute);
            problem = AtomicFile.Write(file, content, Private);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = FileProblem.From(path, error);
        }
        Reached($"after {what}");
        return problem;
    }

    private static string Date(DateTimeOffset time) => time.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.ParseExact(text, "o", CultureInfo.InvariantCulture);
}
