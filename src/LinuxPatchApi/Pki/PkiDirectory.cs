using LinuxPatchApi.Files;
namespace LinuxPatchApi.Pki;

/// <summary>The directory of a CA. It must be private: whoever can write there can replace the CA.</summary>
internal static class PkiDirectory
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Creates the directory with mode 0700. Restricts an empty one to that mode; refuses one with files and a wider mode, because it may
    /// serve another purpose too. Null on success.
    /// </summary>
    public static PkiResult? Prepare(string directory)
    {
        try
        {
            if (!Directory.Exists(directory))
            {
                Directory.CreateDirectory(directory, Private);
                return null;
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
}
