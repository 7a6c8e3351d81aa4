using System.Security.Cryptography;
using System.Text;

namespace LinuxPatchApi.Files.Directories;

/// <summary>
/// Replaces several files at once: they are written into a new directory, and a small file with a fixed name is then replaced by one that
/// names it. A reader, also after a power loss at any instant, finds all of the previous files or all of the new ones.
/// </summary>
internal static class AtomicDirectory
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int SuffixDigits = 12;
    private const int NameBytes = 256;

    /// <summary>The directory in force; null when there is none.</summary>
    /// <param name="pointer">The path of the small file.</param>
    public static string? Current(string pointer)
    {
        if (BoundedFile.Read(pointer, NameBytes).Bytes is not { } bytes)
        {
            return null;
        }
        var (name, prefix) = (Encoding.UTF8.GetString(bytes).TrimEnd('\n'), Path.GetFileName(pointer) + ".");
        return name.Length == prefix.Length + SuffixDigits && name.StartsWith(prefix, StringComparison.Ordinal)
            && name.AsSpan(prefix.Length).IndexOfAnyExcept("0123456789abcdef") < 0
            ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(pointer))!, name)
            : null;
    }

    /// <summary>
    /// Null when the files are in force; otherwise why not, and the previous ones are unchanged. When only the last flush fails, the new
    /// ones are in force, but a power loss may bring the previous ones back: neither are deleted then.
    /// </summary>
    /// <param name="pointer">The path of the small file.</param>
    /// <param name="accept">Judges the complete new directory before it takes effect; returns why it must not, or null.</param>
    public static FileProblem? Write(string pointer, IReadOnlyList<(string Name, byte[] Content)> files, Func<string, string?> accept) =>
        Write(pointer, files, accept, static (path, content) => AtomicFile.Write(path, content, Private));

    /// <param name="replace">Replaces the small file; for tests, in which it fails in the middle.</param>
    internal static FileProblem? Write(
        string pointer, IReadOnlyList<(string Name, byte[] Content)> files, Func<string, string?> accept,
        Func<string, byte[], FileProblem?> replace)
    {
        var fresh = $"{Path.GetFullPath(pointer)}.{RandomNumberGenerator.GetHexString(SuffixDigits, lowercase: true)}";
        try
        {
            Directory.CreateDirectory(fresh, Private | UnixFileMode.UserExecute);
            foreach (var (name, content) in files)
            {
                if (AtomicFile.Write(Path.Combine(fresh, name), content, Private) is { } problem)
                {
                    TryDelete(fresh);
                    return problem;
                }
            }
            if (accept(fresh) is { } why)
            {
                TryDelete(fresh);
                return new FileProblem(FileFailure.NotAccepted, pointer, why);
            }
            DirectorySync.Flush(Path.GetDirectoryName(fresh)!);
            if (replace(pointer, Encoding.UTF8.GetBytes(Path.GetFileName(fresh) + "\n")) is { } notMoved)
            {
                Discard(pointer, fresh);
                return notMoved;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Discard(pointer, fresh);
            return FileProblem.From(pointer, error);
        }
        Prune(pointer, fresh);
        return null;
    }

    /// <summary>Deletes the new directory unless the small file names it, or cannot be read: it may be in force.</summary>
    private static void Discard(string pointer, string fresh)
    {
        if (Current(pointer) is { } named ? named != fresh : !File.Exists(pointer))
        {
            TryDelete(fresh);
        }
    }

    /// <summary>Deletes the previous directory, and those of interrupted replacements.</summary>
    private static void Prune(string pointer, string keep)
    {
        try
        {
            foreach (var old in Directory.EnumerateDirectories(Path.GetDirectoryName(keep)!, Path.GetFileName(pointer) + ".*")
                .Where(old => old != keep).ToList())
            {
                TryDelete(old);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is left is never read, and the next replacement deletes it.
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next replacement deletes it; nobody reads it meanwhile.
        }
    }
}
