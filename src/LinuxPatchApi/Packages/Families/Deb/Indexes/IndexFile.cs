using LinuxPatchApi.Files.Compression;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>Reads an index as apt stores it: plain, or compressed when <c>Acquire::GzipIndexes</c> is set.</summary>
internal static class IndexFile
{
    public const string Suffix = "_Packages";

    /// <summary>apt's own endings (apt.conf(5), Acquire::CompressionTypes).</summary>
    private static readonly string[] Compressed = [".gz", ".lz4", ".xz", ".zst", ".bz2", ".lzma"];

    /// <summary>Returns the path without suffix and ending of the compression; null for a file that is not an index.</summary>
    public static string? Stem(string path)
    {
        var ending = Compressed.FirstOrDefault(e => path.EndsWith(Suffix + e, StringComparison.Ordinal)) ?? "";
        var plain = path[..^ending.Length];
        return plain.EndsWith(Suffix, StringComparison.Ordinal) ? plain[..^Suffix.Length] : null;
    }

    /// <summary>Throws what <see cref="ControlFile.Read(string, ParagraphVisitor, CancellationToken)"/> throws.</summary>
    /// <param name="path">Of a file that <see cref="PackedFile"/> can read.</param>
    public static void Read(string path, ParagraphVisitor visitor, CancellationToken cancellationToken)
    {
        if (path.EndsWith(Suffix, StringComparison.Ordinal))
        {
            ControlFile.Read(path, visitor, cancellationToken);
            return;
        }

        using var content = PackedFile.Open(path);
        ControlFile.Read(content, path, visitor, cancellationToken);
    }
}
