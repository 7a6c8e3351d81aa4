using System.Globalization;

namespace LinuxPatchApi.Files;

/// <summary>Finds the file system of a path in the lines of proc_pid_mountinfo(5). Pure.</summary>
internal sealed class Mounts(IReadOnlyList<string> lines)
{
    private const string Separator = " - ";

    /// <summary>Reads the mounts of this process; empty when the file cannot be read.</summary>
    public static Mounts Read(string path = "/proc/self/mountinfo")
    {
        try
        {
            return new Mounts(RegularFile.ReadAllLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Mounts([]);
        }
    }

    /// <summary>Returns the mount point of the file system that holds a path; null when unknown.</summary>
    public string? PointOf(string path) => Find(path)?.Split(' ')[4];

    /// <summary>
    /// Returns the device of the file system that holds a path, as the kernel names it in all its lists; null when unknown. That of
    /// stat(2) may be another: btrfs has one for each subvolume there, overlayfs may have that of a layer.
    /// </summary>
    /// <param name="path">Without links: where one leads is not seen here.</param>
    public (uint Major, uint Minor)? DeviceOf(string path) =>
        Find(path)?.Split(' ')[2].Split(':') is [var first, var second]
            && uint.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && uint.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? (major, minor)
            : null;

    /// <summary>
    /// True when the file system itself is read-only. The mount does not matter: the unit's sandbox makes all mounts read-only for the
    /// agent, which does not affect other processes.
    /// </summary>
    public bool IsReadOnly(string path) =>
        Find(path) is { } line && line.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var at
        && line[(at + Separator.Length)..].Split(' ') is { Length: > 2 } fields && fields[2].Split(',').Contains("ro");

    /// <summary>Returns the last mount on the longest mount point above the path.</summary>
    private string? Find(string path)
    {
        var (length, found) = (-1, (string?)null);
        foreach (var line in lines)
        {
            var fields = line.Split(' ');
            if (fields.Length > 5 && IsAbove(fields[4], path) && fields[4].Length >= length)
            {
                (length, found) = (fields[4].Length, line);
            }
        }

        return found;
    }

    private static bool IsAbove(string point, string path) =>
        point == "/" || path == point || (path.StartsWith(point, StringComparison.Ordinal) && path[point.Length] == '/');
}
