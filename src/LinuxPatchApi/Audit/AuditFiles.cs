using System.Globalization;

namespace LinuxPatchApi.Audit;

/// <summary>Which files belong to an audit log, and how they are called: the current one, and beside it the rotated ones.</summary>
internal static class AuditFiles
{
    /// <summary>Marks a file that was in the place of the log and is not of its chain.</summary>
    private const string Foreign = ".unchained-";

    /// <summary>Those rotated, oldest first by the time of their last line.</summary>
    public static IReadOnlyList<FileInfo> Rotated(string path)
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(path)!);
        if (!directory.Exists)
        {
            return [];
        }

        // The pattern "name.*" takes "name" too.
        var prefix = Path.GetFileName(path) + ".";
        List<FileInfo> files =
        [
            .. directory.EnumerateFiles(prefix + "*").Where(f => f.Name.StartsWith(prefix, StringComparison.Ordinal) && !IsForeign(f.Name)),
        ];
        files.Sort(static (a, b) => a.LastWriteTimeUtc.CompareTo(b.LastWriteTimeUtc));
        return files;
    }

    /// <summary>
    /// How many of the files are kept, counted from the newest. A file is as old as the days that the log has seen since: what lies between two
    /// files, or between the newest and now, counts for one day at most, for a clock that was set looks like a long time without a line. Pure.
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

    /// <summary>All that there are, the current one last.</summary>
    public static IReadOnlyList<string> All(string path)
    {
        List<string> files = [.. Rotated(path).Select(f => f.FullName)];
        if (File.Exists(path))
        {
            files.Add(path);
        }

        return files;
    }

    /// <summary>What lies beside the log under its name, but is not called as the agent calls a rotated file: renamed by somebody, or by the
    /// agent because it held no entry of the chain.</summary>
    public static IReadOnlyList<string> Strangers(string path)
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

    /// <summary>As <see cref="RotatedPath"/> makes it: yyyy-MM-dd, or yyyy-MM-dd.N.</summary>
    private static bool IsDay(string suffix)
    {
        var dot = suffix.IndexOf('.', StringComparison.Ordinal);
        return DateOnly.TryParseExact(dot < 0 ? suffix : suffix[..dot], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            && (dot < 0 || int.TryParse(suffix[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }

    /// <summary>The name under which a file of that day is rotated; a day may have several.</summary>
    public static string RotatedPath(string path, DateTime day) => Free($"{path}.{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");

    /// <summary>The name for a file that is not of the chain.</summary>
    public static string AsForeign(string path, DateTimeOffset now) =>
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
