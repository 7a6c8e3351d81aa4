using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families;

/// <summary>The stamp of a package database that this agent does not read itself: of the files that every change of it writes.</summary>
internal static class DatabaseFiles
{
    /// <param name="paths">Files or directories; those that are not there are passed over.</param>
    /// <returns>Null when none is there, or none can be seen.</returns>
    public static DatabaseStamp? Stamp(params ReadOnlySpan<string> paths)
    {
        var (seen, written, length) = (0, 0L, 0L);
        var all = default(HashCode);
        foreach (var path in paths)
        {
            try
            {
                FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
                if (entry.Exists)
                {
                    var bytes = entry is FileInfo file ? file.Length : 0;
                    seen++;
                    written = Math.Max(written, entry.LastWriteTimeUtc.Ticks);
                    length += bytes;
                    all.Add((path, entry.LastWriteTimeUtc.Ticks, bytes));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        return seen == 0 ? null : new DatabaseStamp(written, length, Journal: all.ToHashCode());
    }
}
