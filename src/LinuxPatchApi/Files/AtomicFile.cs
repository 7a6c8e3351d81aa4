using System.Security.Cryptography;

namespace LinuxPatchApi.Files;

/// <summary>
/// Replaces files so that a reader, also after a power loss at any instant, sees the old content or the new, never a part.
/// </summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes <paramref name="content"/> to a new file next to <paramref name="path"/> and renames it over the old one. The new file never
    /// has wider permissions than <paramref name="mode"/>. Null when it is on disk; otherwise why not, and the old file is unchanged.
    /// </summary>
    public static FileProblem? Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(directory,
            $".{Path.GetFileName(path)}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}.tmp");
        try
        {
            WriteDurably(temporary, content, mode);
            File.Move(temporary, path, overwrite: true);
            DirectorySync.Flush(directory);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            return FileProblem.From(path, error);
        }
    }

    private static void WriteDurably(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = mode & (UnixFileMode.UserRead | UnixFileMode.UserWrite),
        };
        using var stream = new FileStream(path, options);
        // The umask may have removed bits; the mode is set on the open file while it is still empty.
        File.SetUnixFileMode(stream.SafeFileHandle, mode);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; a leftover temporary file is never read.
        }
    }
}
