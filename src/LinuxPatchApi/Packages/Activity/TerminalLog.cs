using System.Text;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Packages.Activity;

/// <summary>Reads the output of the package manager and packages' scripts from its own log; PackageKit does not forward it.</summary>
/// <param name="path">Returns the present path of the log; null where there is none.</param>
/// <param name="noise">Prefix of progress lines; null where there are none.</param>
internal sealed class TerminalLog(Func<string>? path, string? noise)
{
    /// <summary>Origin: the end of a failing script's output matters; 64 KiB are about 800 lines.</summary>
    private const int TailBytes = 64 * 1024;

    /// <summary>Returns the log's present length in bytes; 0 when there is none.</summary>
    public long Position() => path is not null && new FileInfo(path()) is { Exists: true } file ? file.Length : 0;

    /// <summary>Returns the lines after <paramref name="position"/>, at most the last 64 KiB; empty when the log cannot be read.</summary>
    public IReadOnlyList<string> Since(long position)
    {
        if (path is null)
        {
            return [];
        }

        try
        {
            using var file = RegularFile.Open(path());
            var start = position > file.Length ? 0 : position; // rotated meanwhile
            file.Position = Math.Max(start, file.Length - TailBytes);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return Lines(reader.ReadToEnd(), noise);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Splits at line feeds, keeps what a carriage return leaves visible, and drops progress lines. Pure.</summary>
    public static IReadOnlyList<string> Lines(string text, string? noise) =>
    [
        .. text.Split('\n')
            .Select(line => line.TrimEnd('\r') is var l && l.LastIndexOf('\r') is var cr and >= 0 ? l[(cr + 1)..] : l)
            .Where(line => line.Length > 0 && (noise is null || !line.StartsWith(noise, StringComparison.Ordinal))),
    ];
}
