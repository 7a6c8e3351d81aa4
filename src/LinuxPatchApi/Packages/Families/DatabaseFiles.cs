using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families;

/// <summary>Stamps a package database by the files that every change of it writes.</summary>
internal static class DatabaseFiles
{
    /// <summary>The ending of SQLite's write-ahead log.</summary>
    public const string WriteAheadLog = "-wal";

    /// <param name="paths">Files or directories; missing ones are skipped.</param>
    /// <returns>Null when none exists, or one cannot be accessed.</returns>
    public static DatabaseStamp? Stamp(params ReadOnlySpan<string> paths)
    {
        var seen = new List<(string, long, long)>();
        foreach (var path in paths)
        {
            try
            {
                FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);

                // An empty write-ahead log holds no change: each reader of the database makes one and takes it away.
                if (entry.Exists && !(entry is FileInfo { Length: 0 } && path.EndsWith(WriteAheadLog, StringComparison.Ordinal)))
                {
                    seen.Add((path, entry.LastWriteTimeUtc.Ticks, entry is FileInfo file ? file.Length : 0));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        return seen.Count == 0 ? null : Of(seen);
    }

    /// <summary>Combines mtimes (in ticks) and lengths of files into one stamp. Pure.</summary>
    public static DatabaseStamp Of(IEnumerable<(string Name, long Ticks, long Length)> files)
    {
        var (written, length) = (0L, 0L);
        var all = default(HashCode);
        foreach (var file in files)
        {
            written = Math.Max(written, file.Ticks);
            length += file.Length;
            all.Add(file);
        }

        return new DatabaseStamp(written, length, Files: all.ToHashCode());
    }
}
