using LinuxPatchApi.Files;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.SelfUpdate;

/// <summary>
/// The folder of the latest self-update, which the agent and the guard share: the record, the decision and the ending, the previous program
/// and the previous package. The unit of the guard names it and three of its files.
/// </summary>
internal sealed class SelfUpdateFiles(string directory)
{
    private static readonly Lock Deciding = new();

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string RecordName = "plan";

    private string RecordPath => Path.Combine(directory, RecordName);

    /// <summary>Where a new self-update is prepared.</summary>
    private string StagePath => Path.Combine(directory, "next");

    private string VerdictPath => Path.Combine(directory, "verdict");

    private string EndingPath => Path.Combine(directory, "ended");

    /// <summary>The name of the previous program, which the guard runs.</summary>
    public const string ProgramName = "linux-patch-api";

    public string Program => Path.Combine(directory, ProgramName);

    public string DirectoryPath => directory;

    public string PackagePath(SelfUpdateRecord record) => Path.Combine(directory, record.Package);

    /// <summary>Reads all of it; what is missing or unreadable is null.</summary>
    public SelfUpdateState Read() => new(
        SelfUpdateText.Record(Read(RecordPath)), SelfUpdateText.Verdict(Read(VerdictPath)), SelfUpdateText.Ending(Read(EndingPath)));

    /// <summary>
    /// Returns an empty folder for the files of a new self-update. The latest one stays as it is until <see cref="Begin"/>.
    /// </summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public string Stage()
    {
        DeleteStage();
        Directory.CreateDirectory(directory, Private | UnixFileMode.UserExecute);
        return Directory.CreateDirectory(StagePath, Private | UnixFileMode.UserExecute).FullName;
    }

    /// <summary>
    /// Replaces the latest self-update by a new one, whose program and package are in the staging folder. Everything is on disk before the
    /// latest one is deleted: only renames are left to fail. Its record goes first and the new one comes last, since nothing is ever
    /// carried out without one.
    /// </summary>
    /// <returns>Why it could not be; null when it has.</returns>
    public FileProblem? Begin(SelfUpdateRecord record)
    {
        // A full disk must not keep anybody from deciding.
        (string Name, byte[] Text)[] texts =
        [
            .. Prepared(record).Select(verdict => (PreparedName(verdict.Decision), SelfUpdateText.Write(verdict))),
            (RecordName, SelfUpdateText.Write(record)),
        ];
        foreach (var (name, text) in texts)
        {
            if (AtomicFile.Write(Path.Combine(StagePath, name), text, Private) is { } problem)
            {
                return problem;
            }
        }

        try
        {
            File.Delete(RecordPath);
            foreach (var file in Directory.GetFiles(directory))
            {
                File.Delete(file);
            }

            foreach (var file in Directory.GetFiles(StagePath).OrderBy(f => Path.GetFileName(f) == RecordName))
            {
                File.Move(file, Path.Combine(directory, Path.GetFileName(file)));
            }

            DirectorySync.Flush(directory);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return FileProblem.From(directory, e);
        }
        finally
        {
            DeleteStage();
        }
    }

    /// <inheritdoc cref="Decide(SelfUpdateVerdict, out string)"/>
    public SelfUpdateVerdict? Decide(SelfUpdateVerdict verdict) => Decide(verdict, out _);

    /// <summary>
    /// Decides, unless that was done already.
    /// </summary>
    /// <param name="problem">Why nothing is decided; else null.</param>
    /// <returns>What is decided, by this call or an earlier one; null when nothing could be written.</returns>
    public SelfUpdateVerdict? Decide(SelfUpdateVerdict verdict, out string? problem)
    {
        // Two threads of one process would take each other's file away.
        using var alone = Deciding.EnterScope();
        var prepared = Path.Combine(directory, PreparedName(verdict.Decision));
        string? why = null;

        // The prepared file of a decision that needs no reason is the same; that of another one has a general reason.
        if (verdict.Reason.Length > 0 || !TryPublish(prepared))
        {
            var own = $"{VerdictPath}.{Environment.ProcessId}";
            why = AtomicFile.Write(own, SelfUpdateText.Write(verdict), Private)?.ToString();
            _ = why is null ? TryPublish(own) : TryPublish(prepared);
            Delete(own);
        }

        var decided = SelfUpdateText.Verdict(Read(VerdictPath));
        problem = decided is null ? why ?? $"{VerdictPath} cannot be read" : null;
        return decided;
    }

    /// <summary>Returns how many attempts to restore the previous package were begun.</summary>
    public int Attempts()
    {
        var attempt = SelfUpdateLimits.RestoreAttempts;
        while (attempt > 0 && !File.Exists(AttemptPath(attempt)))
        {
            attempt--;
        }

        return attempt;
    }

    /// <summary>Records that an attempt begins: an empty file, for which a full disk has room. The guard may be killed in each.</summary>
    public void CountAttempt(int attempt)
    {
        try
        {
            File.Create(AttemptPath(attempt)).Dispose();
            DirectorySync.Flush(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The guard itself counts too.
        }
    }

    /// <summary>Records the end; returns why it could not be written.</summary>
    public FileProblem? End(SelfUpdateEnding ending)
    {
        var problem = AtomicFile.Write(EndingPath, SelfUpdateText.Write(ending), Private);
        if (problem is not null && ending.Outcome != SelfUpdateOutcome.RestoreFailed && Read().Record is { } record)
        {
            // Nobody needs the package any more, and on a full disk its space is enough.
            DeletePackage(record);
            problem = AtomicFile.Write(EndingPath, SelfUpdateText.Write(ending), Private);
        }

        return problem;
    }

    /// <summary>Closes the record of a self-update whose job has ended.</summary>
    /// <param name="isJobOpen">Returns true when the job has not ended, or its verdict is outstanding.</param>
    public void CloseLeftOver(Func<Guid, bool> isJobOpen, DateTimeOffset now)
    {
        DeleteStage();
        var state = Read();
        if (state.Record is { } record && AgentDecision.IsLeftOver(state, isJobOpen(record.Job))
            && Decide(new SelfUpdateVerdict(SelfUpdateDecision.Abandoned, "its job had ended before")) is { } verdict
            && verdict.Decision != SelfUpdateDecision.Restore)
        {
            End(verdict.Decision == SelfUpdateDecision.Confirmed
                ? new SelfUpdateEnding(SelfUpdateOutcome.Confirmed, "", record.To, now)
                : new SelfUpdateEnding(SelfUpdateOutcome.Abandoned, verdict.Reason, "", now));
        }

        DeleteKept();
    }

    /// <summary>Deletes the previous program and package of a self-update that has ended.</summary>
    public void DeleteKept()
    {
        if (Read() is { Record: { } record, Ending: not null })
        {
            Delete(Program);
            DeletePackage(record);
        }
    }

    private void DeletePackage(SelfUpdateRecord record) => Delete(PackagePath(record));

    /// <summary>The decisions that are on disk before they are made.</summary>
    private static SelfUpdateVerdict[] Prepared(SelfUpdateRecord record) =>
    [
        new(SelfUpdateDecision.Confirmed, ""),
        new(SelfUpdateDecision.Abandoned, "the program was not replaced; the reason could not be written to disk"),
        new(SelfUpdateDecision.Restore, $"version {record.To} was not confirmed; the reason could not be written to disk"),
    ];

    private static string PreparedName(SelfUpdateDecision decision) => $"verdict.{SelfUpdateText.NameOf(decision)}";

    private string AttemptPath(int attempt) => Path.Combine(directory, $"attempt.{attempt}");

    /// <summary>
    /// Makes a file the decision, of which there is one: the guard may decide at the same moment. By link(2), which refuses a name that
    /// exists; File.Move looks for the name first, and then replaces what came in between.
    /// </summary>
    private bool TryPublish(string path)
    {
        try
        {
            if (LibC.Link(path, VerdictPath) != 0)
            {
                return false;
            }

            File.Delete(path);
            DirectorySync.Flush(directory);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void DeleteStage()
    {
        try
        {
            Directory.Delete(StagePath, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is none, or the next self-update cannot make its own and reports it.
        }
    }

    private void Delete(string path)
    {
        try
        {
            if (path != directory)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next self-update empties the folder.
        }
    }

    private static byte[] Read(string path)
    {
        try
        {
            using var file = RegularFile.Open(path);
            return file.Length > SelfUpdateLimits.RecordBytes ? [] : ReadAll(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static byte[] ReadAll(FileStream file)
    {
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
