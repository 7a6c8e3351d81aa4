using System.IO.Compression;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>Reads an index as apt stores it: plain, or compressed when <c>Acquire::GzipIndexes</c> is set.</summary>
internal static class IndexFile
{
    public const string Suffix = "_Packages";

    /// <summary>apt's own endings (apt.conf(5), Acquire::CompressionTypes); <see cref="CanRead"/> tells which the agent reads.</summary>
    private static readonly string[] Compressed = [".gz", ".lz4", ".xz", ".zst", ".bz2", ".lzma"];

    /// <summary>Bytes. Origin: the decompressors read a few bytes at a time.</summary>
    private const int FileBufferBytes = 4096;

    /// <summary>Returns the path without suffix and ending of the compression; null for a file that is not an index.</summary>
    public static string? Stem(string path)
    {
        var ending = Compressed.FirstOrDefault(e => path.EndsWith(Suffix + e, StringComparison.Ordinal)) ?? "";
        var plain = path[..^ending.Length];
        return plain.EndsWith(Suffix, StringComparison.Ordinal) ? plain[..^Suffix.Length] : null;
    }

    /// <summary>True when the agent can read its compression.</summary>
    public static bool CanRead(string path) => path.EndsWith(Suffix, StringComparison.Ordinal)
        || path.EndsWith(".gz", StringComparison.Ordinal) || path.EndsWith(".lz4", StringComparison.Ordinal);

    /// <summary>Throws what <see cref="ControlFile.Read(string, ParagraphVisitor, CancellationToken)"/> throws.</summary>
    public static void Read(string path, ParagraphVisitor visitor, CancellationToken cancellationToken)
    {
        if (path.EndsWith(Suffix, StringComparison.Ordinal))
        {
            ControlFile.Read(path, visitor, cancellationToken);
            return;
        }

        using var file = RegularFile.Open(path, FileBufferBytes);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress) : new Lz4Stream(file);
        ControlFile.Read(content, path, visitor, cancellationToken);
    }
}
