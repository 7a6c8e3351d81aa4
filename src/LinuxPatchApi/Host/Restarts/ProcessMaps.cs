using System.Globalization;

namespace LinuxPatchApi.Host.Restarts;

/// <summary>A file whose code a process has mapped.</summary>
/// <param name="Path">The path in the process's view, without the kernel's mark.</param>
/// <param name="IsDeleted">The kernel reports that no name refers to it any more.</param>
/// <param name="DeviceMajor">Of the file system, in the kernel's numbering.</param>
/// <param name="Inode">Of the mapped file.</param>
internal sealed record MappedFile(string Path, bool IsDeleted, uint DeviceMajor, uint DeviceMinor, ulong Inode);

/// <summary>Parses /proc/PID/maps (proc_pid_maps(5)). Pure.</summary>
internal static class ProcessMaps
{
    private const string DeletedMark = " (deleted)";

    /// <summary>
    /// Locations of files that programs create and remove themselves, such as shared memory: never the code of a package.
    /// </summary>
    private static readonly string[] Transient = ["/memfd:", "/dev/", "/SYSV", "/anon_hugepage", "/tmp/", "/var/tmp/", "/run/", "/proc/", "/sys/"];

    /// <summary>Returns files with executable mappings. Replaced data (caches, fonts, locales) is not code.</summary>
    public static IReadOnlyList<MappedFile> Code(string maps)
    {
        var files = new List<MappedFile>();
        foreach (var line in maps.AsSpan().EnumerateLines())
        {
            // Mappings of one file are adjacent.
            if (Parse(line) is { } file && (files.Count == 0 || files[^1] != file))
            {
                files.Add(file);
            }
        }

        return files;
    }

    /// <summary>address perms offset dev inode path</summary>
    private static MappedFile? Parse(ReadOnlySpan<char> line)
    {
        _ = Field(ref line);
        var permissions = Field(ref line);
        _ = Field(ref line);
        var device = Field(ref line);
        var number = Field(ref line);
        var path = line.TrimStart(' ');
        if (permissions is not [_, _, 'x', ..] || path is not ['/', ..] || IsTransient(path) || !ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
        {
            return null;
        }

        var colon = device.IndexOf(':');
        if (colon < 0
            || !uint.TryParse(device[..colon], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var major)
            || !uint.TryParse(device[(colon + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var minor))
        {
            return null;
        }

        var isDeleted = path.EndsWith(DeletedMark, StringComparison.Ordinal);
        return new MappedFile(Unescape(isDeleted ? path[..^DeletedMark.Length] : path), isDeleted, major, minor, inode);
    }

    private static ReadOnlySpan<char> Field(ref ReadOnlySpan<char> line)
    {
        line = line.TrimStart(' ');
        var end = line.IndexOf(' ');
        var field = end < 0 ? line : line[..end];
        line = end < 0 ? [] : line[end..];
        return field;
    }

    private static bool IsTransient(ReadOnlySpan<char> path)
    {
        foreach (var place in Transient)
        {
            if (path.StartsWith(place, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The kernel escapes only a line feed in a name, as \012.</summary>
    private static string Unescape(ReadOnlySpan<char> path) => path.ToString().Replace("\\012", "\n", StringComparison.Ordinal);
}
