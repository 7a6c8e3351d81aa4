namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>When somebody last changed what apt is told: its sources, preferences and configuration. What is offered is then another matter.</summary>
internal sealed class AptSettings(DpkgPaths paths)
{
    /// <summary>Origin: a host has a dozen; looked at by every request that asks whether a list is still right.</summary>
    private const int MostFiles = 256;

    /// <summary>Null where there are none.</summary>
    public DateTimeOffset? ChangedAt()
    {
        DateTime? newest = null;
        foreach (var place in paths.AptSettings)
        {
            foreach (var entry in Entries(place))
            {
                // A file that was copied with its times over another one has an old one: when it came, its change says.
                var moved = FileChange.At(entry.FullName)?.UtcDateTime is { } changed && changed > entry.LastWriteTimeUtc ? changed : entry.LastWriteTimeUtc;
                newest = newest > moved ? newest : moved;
            }
        }

        return newest is { } at ? new DateTimeOffset(at) : null;
    }

    /// <summary>A file, or a directory and what is in it: the directory's time tells what was added or taken away.</summary>
    private static IEnumerable<FileSystemInfo> Entries(string place)
    {
        var directory = new DirectoryInfo(place);
        if (!directory.Exists)
        {
            return File.Exists(place) ? [new FileInfo(place)] : [];
        }

        try
        {
            return [directory, .. directory.EnumerateFiles().Take(MostFiles)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [directory];
        }
    }
}
