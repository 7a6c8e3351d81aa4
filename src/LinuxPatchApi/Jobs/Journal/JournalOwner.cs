using LinuxPatchApi.Files;

namespace LinuxPatchApi.Jobs.Journal;

/// <summary>
/// The lock of the one process that may write the journal: flock(2) on a file beside it, and on the directory, which stays when somebody clears
/// that file away. The kernel takes both back when the process ends, however it ends.
/// </summary>
internal sealed class JournalOwner : IDisposable
{
    /// <summary>EWOULDBLOCK, as the framework passes it on.</summary>
    private const int WouldBlock = 11;
    private readonly FileStream _lock;
    private readonly DirectoryLock? _directory;

    private JournalOwner(FileStream taken, DirectoryLock? directory) => (_lock, _directory) = (taken, directory);

    /// <summary>Both null: the place cannot be written, so no journal is written either.</summary>
    /// <returns>The lock, or who holds it.</returns>
    public static (JournalOwner? Owner, string? HeldBy) Take(string directory)
    {
        var (path, name) = (Path.Combine(directory, "journal.lock"), Path.Combine(directory, "journal.owner"));
        try
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            RegularFile.Check(path);
            var taken = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            var (whole, isHeld) = DirectoryLock.TryAcquire(directory);
            if (isHeld)
            {
                taken.Dispose();
                return (null, $"{Named(name)} holds {directory}");
            }

            TryName(name);
            return (new JournalOwner(taken, whole), null);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return (null, $"{Named(name)} holds {path}");
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

    /// <summary>The lock file itself cannot be read by others: the framework locks for reading too.</summary>
    private static void TryName(string path)
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

    private static string Named(string path)
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
