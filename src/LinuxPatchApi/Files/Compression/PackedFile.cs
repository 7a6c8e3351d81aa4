using System.IO.Compression;
using LinuxPatchApi.Native;

namespace LinuxPatchApi.Files.Compression;

/// <summary>
/// Opens a file that may be compressed, by the ending of its name. gzip is the base library's and LZ4 the agent's own; the others are
/// unpacked by the libraries with which the package manager does it, so they are there wherever there are such files.
/// </summary>
internal static class PackedFile
{
    /// <summary>Bytes. Origin: the decompressors read a few kilobytes at a time.</summary>
    private const int FileBufferBytes = 4096;

    /// <summary>Returns why the agent cannot read a file of that name; null when it can.</summary>
    /// <param name="plain">The ending of one that is not compressed; null for any that is not known.</param>
    public static string? WhyNot(string path, string? plain = null) => Ending(path) switch
    {
        ".bz2" => "is compressed as .bz2, which the agent does not read",
        ".zst" or ".zck" when ZstdCalls.Find() is null => $"is compressed as {Ending(path)}, and {ZstdCalls.Library} is not on this host",
        ".xz" or ".lzma" when LzmaCalls.Find() is null => $"is compressed as {Ending(path)}, and {LzmaCalls.Library} is not on this host",
        ".gz" or ".lz4" or ".zst" or ".zck" or ".xz" or ".lzma" => null,
        var other when plain is not null && other != plain => $"is compressed as {other}, which the agent does not read",
        _ => null,
    };

    /// <summary>
    /// Opens a file of which <see cref="WhyNot"/> says nothing. Reading throws <see cref="InvalidDataException"/> where the content is not
    /// what the name says, or breaks off.
    /// </summary>
    public static Stream Open(string path)
    {
        var file = RegularFile.Open(path, FileBufferBytes);
        try
        {
            return Ending(path) switch
            {
                // It takes a file of no bytes for one that has ended.
                ".gz" when file.Length == 0 => throw new InvalidDataException("it breaks off"),
                ".gz" => new GZipStream(file, CompressionMode.Decompress),
                ".lz4" => new Lz4Stream(file),
                ".zst" => new ZstdStream(file, ZstdCalls.Find()!, default),
                ".zck" => ZchunkFile.Open(file, ZstdCalls.Find()!),
                ".xz" or ".lzma" => new XzStream(file, LzmaCalls.Find()!),
                _ => file,
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static string Ending(string path) => Path.GetExtension(path);
}
