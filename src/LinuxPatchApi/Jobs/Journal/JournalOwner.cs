using LinuxPatchApi.Files;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>
/// The lock of the only process that may write the journal: flock(2) on a file beside it, and on the directory, which remains when
/// somebody removes that file. The kernel releases both when the process ends, however it ends.
/// </summary>
internal sealed class JournalOwner : IDisposable
{
    private readonly FileStream _lock;
    private readonly DirectoryLock? _directory;

    private JournalOwner(FileStream file, DirectoryLock? directory) => (_lock, _directory) = (file, directory);

    /// <summary>Acquires the lock. Both results are null when the directory cannot be written: then no journal is written either.</summary>
    /// <returns>The lock, or its holder.</returns>
    public static (JournalOwner? Owner, string? HeldBy) Acquire(string directory) => Acquire(directory, "journal", isWhole: true);

    /// <summary>
    /// The same for a file that has no directory of its own, such as the audit log: two agents, each with a journal of its own, would break
    /// its chain. The lock is beside it under a hidden name, which does not begin like the log's own files.
    /// </summary>
    public static (JournalOwner? Owner, string? HeldBy) AcquireFile(string file) =>
        Acquire(Path.GetDirectoryName(Path.GetFullPath(file))!, "." + Path.GetFileName(file), isWhole: false);

    private static (JournalOwner? Owner, string? HeldBy) Acquire(string directory, string what, bool isWhole)
    {
        var (path, name) = (Path.Combine(directory, $"{what}.lock"), Path.Combine(directory, $"{what}.owner"));
        try
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            RegularFile.Check(path);
            var acquired = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            var (directoryLock, isHeld) = isWhole ? DirectoryLock.TryAcquire(directory) : default;
            if (isHeld)
            {
                acquired.Dispose();
                return (null, $"{HolderOf(name)} holds {directory}");
            }

            TryWriteHolder(name);
            return (new JournalOwner(acquired, directoryLock), null);
        }
        catch (IOException e) when (e.HResult == DirectoryLock.WouldBlock)
        {
            return (null, $"{HolderOf(name)} holds {path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, null);
        }
    }

    public void Dispose()
    {
        _directory?.Dispose();
        _lock.Dispose();
    }

    /// <summary>
    /// Writes the holder's process id to a separate file: others cannot read the lock file itself, because .NET also locks for reading.
    /// </summary>
    private static void TryWriteHolder(string path)
    {
        try
        {
            RegularFile.Check(path);
            File.WriteAllText(path, $"process {Environment.ProcessId}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only the text of a refusal lacks it.
        }
    }

    private static string HolderOf(string path)
    {
        try
        {
            return RegularFile.ReadAllText(path) is { Length: > 0 and < 64 } text ? text : "another process";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
