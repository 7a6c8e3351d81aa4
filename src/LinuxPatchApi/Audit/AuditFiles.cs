using System.Globalization;

namespace LinuxPatchApi.Audit;

/// <summary>Which files belong to an audit log, and how they are called: the current one, and beside it those put aside.</summary>
internal static class AuditFiles
{
    /// <summary>Marks a file that was in the place of the log and is not of its chain.</summary>
    private const string Foreign = ".unchained-";

    /// <summary>Those put aside, oldest first by the time of their last line.</summary>
    public static IReadOnlyList<FileInfo> PutAside(string path)
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(path)!);
        if (!directory.Exists)
        {
            return [];
        }

        // The pattern "name.*" takes "name" too.
        var prefix = Path.GetFileName(path) + ".";
        List<FileInfo> files = [.. directory.EnumerateFiles(prefix + "*").Where(f => f.Name.StartsWith(prefix, StringComparison.Ordinal) && !IsForeign(f.Name))];
        files.Sort(static (a, b) => a.LastWriteTimeUtc.CompareTo(b.LastWriteTimeUtc));
        return files;
    }

    /// <summary>All that there are, the current one last.</summary>
    public static IReadOnlyList<string> All(string path)
    {
        List<string> files = [.. PutAside(path).Select(f => f.FullName)];
        if (File.Exists(path))
        {
            files.Add(path);
        }

        return files;
    }

    /// <summary>The name under which a file of that day is put aside; a day may have several.</summary>
    public static string Aside(string path, DateTime day) => Free($"{path}.{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");

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
