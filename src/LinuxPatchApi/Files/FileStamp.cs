namespace LinuxPatchApi.Files;

/// <summary>What stat(2) shows of a file. Two equal stamps mean: probably the same content.</summary>
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
    /// Returns the final target of a symbolic link; null when <paramref name="path"/> is not a link, or the links form a loop.
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
