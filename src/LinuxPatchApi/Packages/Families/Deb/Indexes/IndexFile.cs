using System.IO.Compression;
using LinuxPatchApi.Files;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>An index as apt keeps it on disk: plain, or compressed when <c>Acquire::GzipIndexes</c> is set.</summary>
internal static class IndexFile
{
    public const string Suffix = "_Packages";

    /// <summary>apt's own endings (apt.conf(5), Acquire::CompressionTypes). Those of <see cref="Open"/> can be read.</summary>
    private static readonly string[] Compressed = [".gz", ".lz4", ".xz", ".zst", ".bz2", ".lzma"];

    /// <summary>For the decompressors, which read a few bytes at a time.</summary>
    private const int FileBufferBytes = 4096;

    /// <summary>The path without the compression's ending; null for a file that is no index.</summary>
    public static string? Stem(string path)
    {
        var ending = Compressed.FirstOrDefault(e => path.EndsWith(Suffix + e, StringComparison.Ordinal)) ?? "";
        var plain = path[..^ending.Length];
        return plain.EndsWith(Suffix, StringComparison.Ordinal) ? plain[..^Suffix.Length] : null;
    }

    /// <summary>The part of a stem that a source stands for: without the architecture, which a flat repository's name does not have.</summary>
    public static string Component(string stem) => stem.LastIndexOf("_binary-", StringComparison.Ordinal) is var end and >= 0 ? stem[..end] : stem;

    /// <summary>Whether this program can read it.</summary>
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
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : new Lz4Stream(file);
        ControlFile.Read(content, path, visitor, cancellationToken);
    }
}
