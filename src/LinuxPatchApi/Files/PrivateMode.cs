namespace LinuxPatchApi.Files;

/// <summary>Restricts a file to its owner.</summary>
internal static class PrivateMode
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>
    /// Sets mode 0600 if that is safe: a regular file, not reached through a link, in a directory that only its owner can write, so that
    /// the file cannot be swapped between check and change.
    /// </summary>
    /// <returns>Null when done, else why not.</returns>
    public static string? Set(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null)
            {
                return $"{path} is a link: change the mode of what it leads to";
            }

            var directory = file.DirectoryName!;
            if ((File.GetUnixFileMode(directory) & WritableByOthers) != 0)
            {
                return $"others may write in {directory}, so whose file {path} is cannot be known: close the directory first, and look at the file";
            }

            using var handle = RegularFile.Handle(path);
            File.SetUnixFileMode(handle, OwnerOnly);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path}: {SystemErrorText.Of(e)}";
        }
    }
}
