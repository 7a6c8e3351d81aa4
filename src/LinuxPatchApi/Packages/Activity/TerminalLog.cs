using System.Text;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Packages.Activity;

/// <summary>What dpkg and its scripts printed since a moment, from apt's terminal log. PackageKit passes none of it on.</summary>
internal sealed class TerminalLog(DpkgPaths paths)
{
    /// <summary>Origin: the end of a failing script matters; 64 KiB hold about 800 lines of it.</summary>
    private const int TailBytes = 64 * 1024;

    /// <summary>The log's length now; 0 when there is none.</summary>
    public long Position() => new FileInfo(paths.TerminalLog) is { Exists: true } file ? file.Length : 0;

    /// <summary>The lines written since <paramref name="position"/>, at most the last 64 KiB; empty when the log cannot be read.</summary>
    public IReadOnlyList<string> Since(long position)
    {
        try
        {
            using var file = RegularFile.Open(paths.TerminalLog);
            var start = position > file.Length ? 0 : position; // rotated meanwhile
            file.Position = Math.Max(start, file.Length - TailBytes);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return Lines(reader.ReadToEnd());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Splits at line feeds and takes what a carriage return leaves visible; dpkg's progress lines are dropped. Pure.</summary>
    public static IReadOnlyList<string> Lines(string text) =>
    [
        .. text.Split('\n')
            .Select(line => line.TrimEnd('\r') is var l && l.LastIndexOf('\r') is var cr and >= 0 ? l[(cr + 1)..] : l)
            .Where(line => line.Length > 0 && !line.StartsWith("(Reading database", StringComparison.Ordinal)),
    ];
}
