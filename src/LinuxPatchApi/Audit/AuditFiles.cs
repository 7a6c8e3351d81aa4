using System.Globalization;

namespace LinuxPatchApi.Audit;

/// <summary>The files of an audit log and their names: the current one, and the rotated ones beside it.</summary>
internal static class AuditFiles
{
    /// <summary>In the name of a file that was found in place of the log and is not part of its chain.</summary>
    private const string Foreign = ".unchained-";

    /// <summary>Returns the rotated files, oldest first by the time of their last line.</summary>
    public static IReadOnlyList<FileInfo> Rotated(string path)
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(path)!);
        if (!directory.Exists)
        {
            return [];
        }

        // The pattern "name.*" also matches "name".
        var prefix = Path.GetFileName(path) + ".";
        List<FileInfo> files =
        [
            .. directory.EnumerateFiles(prefix + "*").Where(f => f.Name.StartsWith(prefix, StringComparison.Ordinal) && !IsForeign(f.Name)),
        ];
        files.Sort(static (a, b) => a.LastWriteTimeUtc.CompareTo(b.LastWriteTimeUtc));
        return files;
    }

    /// <summary>
    /// Returns how many files to keep, counted from the newest. The age of a file is the sum of the gaps between the files since, and from
    /// the newest to now. Each gap counts for at most one day, because setting the clock looks like a long time without a line. Pure.
    /// </summary>
    /// <param name="ends">Times of the last lines, oldest first.</param>
    public static int Kept(IReadOnlyList<DateTime> ends, DateTime now, TimeSpan retention)
    {
        var age = TimeSpan.Zero;
        var later = now;
        for (var i = ends.Count - 1; i >= 0; i--)
        {
            var gap = later - ends[i];
            age += gap > AuditLimits.Gap ? AuditLimits.Gap : gap > TimeSpan.Zero ? gap : TimeSpan.Zero;
            if (age > retention)
            {
                return ends.Count - 1 - i;
            }

            later = ends[i];
        }

        return ends.Count;
    }

    /// <summary>Returns all existing files, the current one last.</summary>
    public static IReadOnlyList<string> All(string path)
    {
        List<string> files = [.. Rotated(path).Select(f => f.FullName)];
        if (File.Exists(path))
        {
            files.Add(path);
        }

        return files;
    }

    /// <summary>
    /// Returns files beside the log whose names start with its name but are not names of rotated files: renamed by somebody, or by the
    /// agent because they held no entry of the chain.
    /// </summary>
    public static IReadOnlyList<string> Unexpected(string path)
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(path)!);
        var prefix = Path.GetFileName(path) + ".";
        return !directory.Exists ? []
            :
            [
                .. directory.EnumerateFiles(prefix + "*")
                    .Where(f => f.Name.StartsWith(prefix, StringComparison.Ordinal) && !IsDay(f.Name[prefix.Length..]))
                    .Select(f => f.FullName)
                    .Order(StringComparer.Ordinal),
            ];
    }

    /// <summary>True for a suffix made by <see cref="RotatedPath"/>: yyyy-MM-dd, or yyyy-MM-dd.N.</summary>
    private static bool IsDay(string suffix)
    {
        var dot = suffix.IndexOf('.', StringComparison.Ordinal);
        var day = dot < 0 ? suffix : suffix[..dot];
        return DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            && (dot < 0 || int.TryParse(suffix[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }

    /// <summary>Returns an unused name for a rotated file of that day; a day may have several.</summary>
    public static string RotatedPath(string path, DateTime day) =>
        Free($"{path}.{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");

    /// <summary>Returns an unused name for a file that is not part of the chain.</summary>
    public static string ForeignPath(string path, DateTimeOffset now) =>
        Free(path + Foreign + now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));

    private static bool IsForeign(string name) => name.Contains(Foreign, StringComparison.Ordinal);

    private static string Free(string path)
    {
        var candidate = path;
        for (var i = 2; File.Exists(candidate); i++)
        {
            candidate = $"{path}.{i.ToString(CultureInfo.InvariantCulture)}";
        }

        return candidate;
    }
}
