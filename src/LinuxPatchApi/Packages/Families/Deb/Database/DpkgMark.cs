using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>The mtimes and lengths of dpkg's files, to detect changes, and the names of those that are its journal.</summary>
/// <param name="Journal">Names of the journal's files, in the order in which dpkg applies them.</param>
/// <param name="Fault">Why dpkg itself would refuse the journal's directory; null when it would not.</param>
internal sealed record DpkgMark(
    long StatusTicks, long StatusLength, IReadOnlyList<string> Journal, IReadOnlyList<(long Ticks, long Length)> Files, string? Fault)
{
    /// <summary>Longest name that dpkg uses (dbmodify.c: IMPORTANTMAXLEN).</summary>
    private const int NameLength = 10;

    public DatabaseStamp Stamp => DatabaseFiles.Of(
        Journal.Zip(Files, (name, file) => (name, file.Ticks, file.Length)).Prepend(("status", StatusTicks, StatusLength))) with
    {
        Unmerged = Journal.Count,
    };

    /// <summary>Returns null without a status file.</summary>
    public static DpkgMark? Of(DpkgPaths paths)
    {
        var status = new FileInfo(paths.Status);
        if (!status.Exists)
        {
            return null;
        }

        // dpkg applies files whose names are digits only; "tmp.i" is a change that was never completed.
        var directory = new DirectoryInfo(paths.Updates);
        var files = directory.Exists
            ? directory.EnumerateFileSystemInfos().Where(f => f.Name.All(char.IsAsciiDigit))
                .OrderBy(f => f.Name, StringComparer.Ordinal).ToList()
            : [];
        return new DpkgMark(
            status.LastWriteTimeUtc.Ticks,
            status.Length,
            [.. files.Select(f => f.Name)],
            [.. files.Select(f => f is FileInfo { Exists: true } file ? (file.LastWriteTimeUtc.Ticks, file.Length) : (0L, 0L))],
            FaultOf(files));
    }

    /// <summary>
    /// True when everything in <paramref name="before"/> still exists unchanged. dpkg only appends to its journal until it has merged all
    /// of it into the status file, which it replaces before it deletes the first entry.
    /// </summary>
    public bool IsLaterThan(DpkgMark before)
    {
        if ((StatusTicks, StatusLength) != (before.StatusTicks, before.StatusLength) || Journal.Count < before.Journal.Count)
        {
            return false;
        }

        for (var i = 0; i < before.Journal.Count; i++)
        {
            if (Journal[i] != before.Journal[i] || Files[i] != before.Files[i])
            {
                return false;
            }
        }

        return true;
    }

    private static string? FaultOf(List<FileSystemInfo> files) =>
        files.FirstOrDefault(f => f.Name.Length > NameLength) is { } tooLong
            ? $"the name of {tooLong.Name[..NameLength]}… is longer than dpkg makes them"
        : files.Count > 0 && files.FirstOrDefault(f => f.Name.Length != files[0].Name.Length) is { } other
            ? $"{files[0].Name} and {other.Name} differ in length, as dpkg never names them"
        : files.FirstOrDefault(f => f is DirectoryInfo) is { } directory ? $"{directory.Name} is a directory"
        : null;
}
