using System.Globalization;
using LinuxPatchApi.Files;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Daemon;

/// <summary>
/// Pages of the program's and its libraries' files that this process has touched once, most of them at the start. They can be had again from
/// the page cache at the price of a minor fault, so an idle agent need not keep them mapped.
/// </summary>
internal static class MappedFiles
{
    /// <summary>madvise(2), MADV_DONTNEED: the same number on every architecture that .NET runs on.</summary>
    private const int DontNeed = 4;

    /// <summary>Unmaps what can be read again. Harmless while other threads run in it: they fault it back in.</summary>
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
            // Where /proc is hidden the pages stay.
        }
    }

    /// <summary>
    /// The ranges of read-only mappings of files in which no page is this process's own: dropping a page that was written, as those with
    /// relocations were, would lose what was written. Pure.
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

    /// <summary>proc_pid_maps(5): <c>start-end perms offset device inode path</c>. Null for any other line.</summary>
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
