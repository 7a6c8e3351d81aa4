using System.Globalization;
using System.Net;
using System.Text.Json;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Enrolment;

/// <summary>The enrolment on disk: its record, and the answer that the manager has given once.</summary>
/// <param name="path">The directory; made when it is first written.</param>
internal sealed class EnrolmentDirectory(string path)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Called before and after each effect on the disk, for tests that end the process there.</summary>
    public Action<string> Reached { private get; init; } = static _ => { };

    public string Path => path;

    public string RecordFile => System.IO.Path.Combine(path, "enrolment.json");

    public string AnswerFile => System.IO.Path.Combine(path, "answer.json");

    /// <summary>The copy of the manager's CA that <see cref="KeepAuthorities"/> makes.</summary>
    public string AuthoritiesFile => System.IO.Path.Combine(path, "manager-ca.pem");

    public bool HasAnswer => File.Exists(AnswerFile);

    /// <summary>Held for one exchange: the agent and a verb may both be at it. Null while another process has it.</summary>
    public (DirectoryLock? Lock, FileProblem? Problem) Take()
    {
        if (Create() is { } problem)
        {
            return (null, problem);
        }
        var held = DirectoryLock.TryAcquire(path).Lock;
        if (held is not null && Read().Problem is null)
        {
            TakeUpToken();
            TakeUpAnswer();
        }
        return (held, null);
    }

    /// <summary>
    /// Copies the manager's CA to <see cref="AuthoritiesFile"/>: the agent verifies the manager for years, and its sandbox hides the home
    /// directories in which an operator puts such a file.
    /// </summary>
    public FileProblem? KeepAuthorities(byte[] pem) => Create() ?? AtomicFile.Write(AuthoritiesFile, pem, Private);

    /// <summary>Null for both when there is none. A damaged record is a problem, never "none": a token might be lost with it.</summary>
    public (EnrolmentRecord? Record, string? Problem) Read() => Read(RecordFile);

    private (EnrolmentRecord? Record, string? Problem) Read(string file)
    {
        var content = BoundedFile.Read(file, EnrolmentLimits.RecordBytes);
        if (content.Bytes is not { } bytes)
        {
            return (null, content.Problem!.Reason == FileFailure.NotFound ? null : content.Problem.ToString());
        }
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return (Parse(document.RootElement, HasAnswer), null);
        }
        catch (JsonException)
        {
            return (null, $"{RecordFile}: is damaged; 'linux-patch-api enroll --abandon' deletes it");
        }
        catch (Exception error) when (error is InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return (null, $"{RecordFile}: was written by another version of the agent and is not understood; start the newer version, "
                + "for the token in it is given only once");
        }
    }

    public FileProblem? Write(EnrolmentRecord record)
    {
        Reached($"before {record.Stage}");
        var problem = AtomicFile.Write(RecordFile, Format(record), Private);
        Reached($"after {record.Stage}");
        return problem;
    }

    /// <summary>Keeps the answer, before anybody parses it.</summary>
    public FileProblem? Keep(byte[] answer)
    {
        Reached("before answer");
        var problem = AtomicFile.Write(AnswerFile, answer, Private);
        Reached("after answer");
        return problem;
    }

    public FileContent ReadAnswer() => BoundedFile.Read(AnswerFile, EnrolmentLimits.AnswerBytes);

    /// <summary>Deletes the answer, with its private key.</summary>
    public FileProblem? DropAnswer() => Delete(AnswerFile);

    /// <summary>Deletes everything of an enrolment.</summary>
    public FileProblem? Clear()
    {
        foreach (var left in AtomicFile.Leftovers(AnswerFile).Concat(AtomicFile.Leftovers(RecordFile)))
        {
            Discard(left);
        }
        return Delete(AnswerFile) ?? Delete(RecordFile) ?? Delete(AuthoritiesFile);
    }

    /// <summary>
    /// A death between the writing of a file and its rename leaves a temporary one. Token and certificates are given only once, so they are
    /// taken up from it; any other is deleted, for it may hold a private key. Under the lock nobody else is writing them.
    /// </summary>
    private void TakeUpToken()
    {
        foreach (var left in AtomicFile.Leftovers(RecordFile))
        {
            if (Read(left).Record is not { Token: not null } newer
                || Read().Record is not { Token: null, Stage: EnrolmentStage.Asking } present || present.Manager != newer.Manager
                || Write(newer) is null)
            {
                Discard(left);
            }
        }
    }

    private void TakeUpAnswer()
    {
        foreach (var left in AtomicFile.Leftovers(AnswerFile))
        {
            if (HasAnswer || Read().Record is not { Stage: EnrolmentStage.Waiting }
                || BoundedFile.Read(left, EnrolmentLimits.AnswerBytes).Bytes is not { } answer || Bundle.Parse(answer).Bundle is null
                || Keep(answer) is null)
            {
                Discard(left);
            }
        }
    }

    private static void Discard(string left)
    {
        try
        {
            File.Delete(left);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next one who takes the lock deletes it.
        }
    }

    private FileProblem? Create()
    {
        try
        {
            Directory.CreateDirectory(path, Private | UnixFileMode.UserExecute);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FileProblem.From(path, error);
        }
    }

    private FileProblem? Delete(string file)
    {
        try
        {
            Reached($"before deletion of {System.IO.Path.GetFileName(file)}");
            File.Delete(file);
            if (Directory.Exists(path))
            {
                DirectorySync.Flush(path);
            }
            Reached($"after deletion of {System.IO.Path.GetFileName(file)}");
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FileProblem.From(file, error);
        }
    }

    private static byte[] Format(EnrolmentRecord record)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteString("stage", record.Stage.ToString());
            writer.WriteString("manager", record.Manager.AbsoluteUri);
            writer.WriteString("trust", record.Trust);
            writer.WriteString("started_at", Date(record.StartedAt));
            writer.WriteString("token", record.Token);
            writer.WriteString("fqdn", record.Fqdn);
            writer.WriteString("address", record.Address);
            writer.WriteString("manager_address", record.ManagerAddress);
            writer.WriteString("next_at", Date(record.NextAt));
            writer.WriteNumber("polls", record.Polls);
            writer.WriteNumber("interval", record.Interval);
            writer.WriteNumber("not_found_polls", record.NotFoundPolls);
            writer.WriteString("not_found_since", record.NotFoundSince is { } since ? Date(since) : null);
            writer.WriteNumber("elapsed_ms", (long)record.Elapsed.TotalMilliseconds);
            Write(writer, "uptime_ms", record.Uptime);
            writer.WriteString("boot", record.Boot);
            Write(writer, "next_elapsed_ms", (long?)record.NextElapsed?.TotalMilliseconds);
            Write(writer, "not_found_ms", (long?)record.NotFoundAt?.TotalMilliseconds);
            writer.WriteBoolean("broken", record.IsBroken);
            writer.WriteString("broken_by", record.BrokenBy);
            writer.WriteString("problem", record.Problem.ToString());
            writer.WriteString("detail", record.Detail);
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <param name="hasAnswer">The manager's answer is on disk: it is judged whatever stage another version has called this.</param>
    private static EnrolmentRecord Parse(JsonElement root, bool hasAnswer)
    {
        if (root.GetProperty("version").GetInt32() != 1)
        {
            throw new FormatException();
        }
        return new EnrolmentRecord(
            Enum.TryParse<EnrolmentStage>(root.GetProperty("stage").GetString(), out var stage) ? stage
                : hasAnswer ? EnrolmentStage.Received
                : throw new FormatException(),
            new Uri(root.GetProperty("manager").GetString()!),
            root.GetProperty("trust").GetString()!, Time(root.GetProperty("started_at").GetString()!))
        {
            Token = root.GetProperty("token").GetString(),
            Fqdn = root.GetProperty("fqdn").GetString()!,
            Address = Address(root.GetProperty("address").GetString()!),
            ManagerAddress = root.GetProperty("manager_address").GetString() is { } known ? Address(known) : null,
            NextAt = Time(root.GetProperty("next_at").GetString()!),
            Polls = root.GetProperty("polls").GetInt32(),
            Interval = root.GetProperty("interval").GetInt32(),
            NotFoundPolls = root.GetProperty("not_found_polls").GetInt32(),
            NotFoundSince = root.GetProperty("not_found_since").GetString() is { } since ? Time(since) : null,
            Elapsed = Span(root, "elapsed_ms") ?? TimeSpan.Zero,
            Uptime = Number(root, "uptime_ms"),
            Boot = root.TryGetProperty("boot", out var boot) ? boot.GetString() : null,
            NextElapsed = Span(root, "next_elapsed_ms"),
            NotFoundAt = Span(root, "not_found_ms"),
            IsBroken = root.GetProperty("broken").GetBoolean(),
            BrokenBy = Text(root, "broken_by"),
            // For people only.
            Problem = Enum.TryParse<EnrolmentProblem>(Text(root, "problem"), out var problem) ? problem : EnrolmentProblem.None,
            Detail = Text(root, "detail"),
        };
    }

    private static string Address(string text) => IPAddress.TryParse(text, out _) ? text : throw new FormatException();

    private static void Write(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }

    /// <summary>Null in records of previous versions.</summary>
    private static long? Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetInt64() : null;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static TimeSpan? Span(JsonElement root, string name) =>
        Number(root, name) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    private static string Date(DateTimeOffset time) => time.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, "o", CultureInfo.InvariantCulture);
}
