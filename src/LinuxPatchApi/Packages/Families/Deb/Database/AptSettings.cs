using LinuxPatchApi.Native;
using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>Finds when apt's sources, preferences and configuration last changed, which changes the offered updates.</summary>
internal sealed class AptSettings(DpkgPaths paths)
{
    /// <summary>Returns null where there are no such files.</summary>
    public DateTimeOffset? ChangedAt()
    {
        DateTime? newest = null;
        foreach (var place in paths.AptSettings)
        {
            foreach (var entry in Entries(place))
            {
                // A file copied with its times has an old mtime; its ctime shows when it came.
                var moved = FileChange.At(entry.FullName)?.UtcDateTime is { } changed && changed > entry.LastWriteTimeUtc
                    ? changed
                    : entry.LastWriteTimeUtc;
                newest = newest > moved ? newest : moved;
            }
        }

        return newest is { } at ? new DateTimeOffset(at) : null;
    }

    /// <summary>Returns a file, or a directory with its files: the directory's mtime changes when one is added or removed.</summary>
    private static IEnumerable<FileSystemInfo> Entries(string place)
    {
        var directory = new DirectoryInfo(place);
        if (!directory.Exists)
        {
            return File.Exists(place) ? [new FileInfo(place)] : [];
        }

        try
        {
            return [directory, .. directory.EnumerateFiles().Take(AptFiles.MostNames)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [directory];
        }
    }
}
