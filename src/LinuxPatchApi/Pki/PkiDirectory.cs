using LinuxPatchApi.Files;
using LinuxPatchApi.Init;
namespace LinuxPatchApi.Pki;

/// <summary>The directory of a CA. It must be private: whoever can write there can replace the CA.</summary>
internal static class PkiDirectory
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Creates the directory with mode 0700. Restricts an empty one to that mode; refuses one with files and a wider mode, because it may
    /// serve another purpose too. Null on success.
    /// </summary>
    public static PkiResult? Prepare(string directory, uint user)
    {
        try
        {
            if (!Directory.Exists(directory))
            {
                Directory.CreateDirectory(directory, Private);
                return null;
            }
            if (OfAnother(directory, user) is { } refused)
            {
                return refused;
            }
            if ((File.GetUnixFileMode(directory) & ~Private) == 0)
            {
                return null;
            }
            if (Directory.EnumerateFileSystemEntries(directory).Any())
            {
                return PkiResult.Fail(PkiFailure.BadArgument,
                    $"{directory} is open to others and not empty; choose a new directory or chmod 0700 it");
            }
            File.SetUnixFileMode(directory, Private);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return PkiResult.Fail(PkiFailure.InputOutput, $"{directory}: {SystemErrorText.Of(error)}");
        }
    }

    /// <summary>
    /// Refuses the directory of another user. Every file is replaced by a new one, which would belong to the caller, and its owner could no
    /// longer use the CA; and that user could lead a privileged caller to other files by links. Null when it is the caller's own.
    /// </summary>
    /// <param name="user">Who runs this.</param>
    public static PkiResult? OfAnother(string directory, uint user) =>
        FileOwner.Of(directory) is { } owner && owner.User != user
            ? PkiResult.Fail(PkiFailure.BadArgument,
                $"{directory} belongs to user {owner.User} and this is user {user}, to whom the files written now would belong; run this "
                + $"as user {owner.User} (for the timer: User={owner.User} in "
                + $"'{InitCommands.Here.Edit("linux-patch-api-pki@.service")}'), or change "
                + "the owner of the directory and of its files")
            : null;
}

/// <summary>Keeps two commands from using one directory at once. The kernel releases the lock when the process ends.</summary>
internal static class PkiLock
{
    /// <summary>Takes the lock once it is free.</summary>
    /// <param name="patience">How long to wait for another process.</param>
    /// <returns>Null when another process holds it for longer, or the directory cannot be written.</returns>
    public static IDisposable? Take(string path, TimeSpan patience, TimeProvider clock)
    {
        var begin = clock.GetTimestamp();
        while (true)
        {
            try
            {
                RegularFile.Check(path);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (error.HResult == DirectoryLock.WouldBlock && clock.GetElapsedTime(begin) < patience)
            {
                // Another process holds it.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return null;
            }

            Task.Delay(PkiLimits.LockPollInterval, clock).Wait();
        }
    }
}
