namespace LinuxPatchApi.Files;

/// <summary>What can be seen of a file without opening it. Two equal stamps mean: probably the same content.</summary>
internal readonly record struct FileStamp(bool Exists, long ModifiedTicks, long Length, string? Target)
{
    public static FileStamp Of(string path)
    {
        try
        {
            var target = FinalTarget(path);
            var file = new FileInfo(target ?? path);
            return file.Exists ? new FileStamp(true, file.LastWriteTimeUtc.Ticks, file.Length, target) : new FileStamp(false, 0, 0, target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>
    /// Where a symbolic link leads in the end; null when <paramref name="path"/> is not a link, or leads round in circles.
    /// </summary>
    public static string? FinalTarget(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
