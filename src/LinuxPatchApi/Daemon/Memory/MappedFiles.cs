using System.Globalization;
using LinuxPatchApi.Files;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Daemon.Memory;

/// <summary>
/// Unmaps pages of the program's and its libraries' files that this process touched once, mostly at the start. They can be mapped again
/// from the page cache for a minor fault, so an idle agent need not keep them.
/// </summary>
internal static class MappedFiles
{
    /// <summary>madvise(2), MADV_DONTNEED: the same number on every architecture that .NET runs on.</summary>
    private const int DontNeed = 4;

    /// <summary>Unmaps what can be read again. Safe while other threads execute it: they fault it back in.</summary>
    /// <param name="mappings"><c>/proc/self/smaps</c>.</param>
    public static void Release(string mappings = "/proc/self/smaps")
    {
        try
        {
            foreach (var (start, end) in Clean(RegularFile.ReadLines(mappings)).ToList())
            {
                _ = LibC.Advise(start, end - start, DontNeed);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EntryPointNotFoundException)
        {
            // If /proc is hidden, the pages stay mapped.
        }
    }

    /// <summary>
    /// Returns the ranges of read-only file mappings without any private page: dropping a modified page, such as one with relocations,
    /// would lose its content. Pure.
    /// </summary>
    public static IEnumerable<(nuint Start, nuint End)> Clean(IEnumerable<string> lines)
    {
        (nuint Start, nuint End)? range = null;
        foreach (var line in lines)
        {
            if (Header(line) is { } header)
            {
                range = header.IsReadOnlyFile ? (header.Start, header.End) : null;
            }
            else if (range is { } found && line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                if (line.AsSpan("Anonymous:".Length).Trim().Equals("0 kB", StringComparison.Ordinal))
                {
                    yield return found;
                }

                range = null;
            }
        }
    }

    /// <summary>Parses a line of proc_pid_maps(5): <c>start-end perms offset device inode path</c>. Null for any other line.</summary>
    private static (nuint Start, nuint End, bool IsReadOnlyFile)? Header(string line)
    {
        var dash = line.IndexOf('-', StringComparison.Ordinal);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (dash < 0 || space < dash || line.Length < space + 5
            || !nuint.TryParse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var start)
            || !nuint.TryParse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var end))
        {
            return null;
        }

        var permissions = line.AsSpan(space + 1, 4);
        return (start, end, permissions[0] == 'r' && permissions[1] == '-' && permissions[3] == 'p' && line.Contains(" /", StringComparison.Ordinal));
    }
}
