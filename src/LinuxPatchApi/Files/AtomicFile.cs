using System.Security.Cryptography;
using LinuxPatchApi.Native;

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
        var temporary = Beside(path);
        try
        {
            WriteDurably(temporary, content, mode);
            File.Move(temporary, path, overwrite: true);
            DirectorySync.Flush(DirectoryOf(path));
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            return FileProblem.From(path, error);
        }
    }

    /// <summary>
    /// As <see cref="Write(string, ReadOnlySpan{byte}, UnixFileMode)"/>, for a file that is somebody else's: what is there keeps its owner,
    /// group and mode, and a link stays one, also one to a file that is not there. Edits nothing where another user could replace what is
    /// edited: between two steps it could put a link in the way.
    /// </summary>
    /// <param name="mode">Of a file that is not there yet.</param>
    public static FileProblem? Edit(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var temporary = "";
        try
        {
            var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            if (OpenToOthers(DirectoryOf(target)) is { } open)
            {
                return new FileProblem(FileFailure.AccessDenied, path, $"others may write in {open}");
            }
            temporary = Beside(target);
            var owner = FileOwner.Of(target);
            WriteDurably(temporary, content, owner?.Mode ?? mode, owner);
            File.Move(temporary, target, overwrite: true);
            DirectorySync.Flush(DirectoryOf(target));
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            return FileProblem.From(path, error);
        }
    }

    /// <summary>
    /// Replaces files that belong together, in this order. Writes the content of all of them before the first is replaced, so that a full
    /// disk or a missing permission changes none; only the renames are left to fail or to be cut off.
    /// </summary>
    /// <returns>How many were replaced, the first of the list, and why not the next one; null when all are on disk.</returns>
    public static (int Replaced, FileProblem? Problem) WriteAll(IReadOnlyList<NewFile> files)
    {
        string[] temporaries = [.. files.Select(file => Beside(file.Path))];
        var replaced = 0;
        var path = "";
        try
        {
            for (var i = 0; i < files.Count; i++)
            {
                path = files[i].Path;
                WriteDurably(temporaries[i], files[i].Content, files[i].Mode);
            }
            while (replaced < files.Count)
            {
                path = files[replaced].Path;
                File.Move(temporaries[replaced], path, overwrite: true);
                replaced++;
                DirectorySync.Flush(DirectoryOf(path));
            }
            return (replaced, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            foreach (var temporary in temporaries)
            {
                TryDelete(temporary);
            }
            return (replaced, FileProblem.From(path, error));
        }
    }

    /// <summary>
    /// Copies a file that may be needed after a power loss. The content is on disk when this returns; the name is when the directory is
    /// synced.
    /// </summary>
    public static void Copy(string from, string to)
    {
        using var source = RegularFile.Open(from);
        using var target = new FileStream(to, FileMode.Create, FileAccess.Write);
        source.CopyTo(target);
        target.Flush(flushToDisk: true);
    }

    /// <summary>
    /// What writers of that file have left behind that died before the rename: complete or cut, and perhaps not yet on the disk. A living
    /// writer's is among them.
    /// </summary>
    public static IReadOnlyList<string> Leftovers(string path)
    {
        try
        {
            return [.. Directory.EnumerateFiles(DirectoryOf(path), $".{Path.GetFileName(path)}.*.tmp")];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// The directory, or one above it, in which somebody other than root and this process's user may replace what is not theirs; null when
    /// there is none.
    /// </summary>
    private static string? OpenToOthers(string directory)
    {
        for (var at = directory; at is not null; at = Path.GetDirectoryName(at))
        {
            if (FileOwner.Of(at) is { } owner
                && ((owner.User != 0 && owner.User != FileOwner.OfProcess())
                    || ((owner.Mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0
                        && (owner.Mode & UnixFileMode.StickyBit) == 0)))
            {
                return at;
            }
        }
        return null;
    }

    private static string Beside(string path) => Path.Combine(DirectoryOf(path),
        $".{Path.GetFileName(path)}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}.tmp");

    private static string DirectoryOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <param name="owner">Null for this process's user.</param>
    private static void WriteDurably(string path, ReadOnlySpan<byte> content, UnixFileMode mode, FileOwner? owner = null)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = mode & (UnixFileMode.UserRead | UnixFileMode.UserWrite),
        };
        using var stream = new FileStream(path, options);
        if (owner is { } of && FileOwner.Of(path) is { } own && (of.User, of.Group) != (own.User, own.Group)
            && LibC.ChangeOwner(stream.SafeFileHandle, of.User, of.Group) < 0)
        {
            throw new UnauthorizedAccessException($"the owner of {path} cannot be set");
        }
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

/// <summary>A file to write.</summary>
internal sealed record NewFile(string Path, byte[] Content, UnixFileMode Mode);
