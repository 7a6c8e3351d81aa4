using System.Text;
using LinuxPatchApi.Files.Archives;

namespace LinuxPatchApi.Pki.Bundles;

/// <summary>One regular file of an archive.</summary>
internal sealed record TarFile(string Name, byte[] Content, bool IsPrivate);

/// <summary>
/// Writes and reads small ustar archives (<see cref="TarHeader"/>) of regular files without folders. Pure.
/// </summary>
internal static class TarArchive
{
    private const int Block = TarHeader.Block;
    private const int NameBytes = TarHeader.NameBytes;
    private const int PrivateFile = 0x180;
    private const int PublicFile = 0x1A4;

    public static byte[] Write(IEnumerable<TarFile> files, DateTimeOffset time)
    {
        using var archive = new MemoryStream();
        foreach (var file in files)
        {
            archive.Write(TarHeader.Of(file.Name, file.IsPrivate ? PrivateFile : PublicFile, file.Content.Length, time));
            archive.Write(file.Content);
            archive.Write(new byte[TarHeader.Padding(file.Content.Length)]);
        }
        archive.Write(new byte[2 * Block]);
        return archive.ToArray();
    }

    /// <summary>Returns the files, or a clause that says why the archive is refused.</summary>
    public static (IReadOnlyList<TarFile> Files, string? Problem) Read(ReadOnlySpan<byte> archive)
    {
        var files = new List<TarFile>();
        while (archive.Length >= Block && archive[..Block].ContainsAnyExcept((byte)0))
        {
            var header = archive[..Block];
            if (!header[TarHeader.MagicAt..(TarHeader.MagicAt + 5)].SequenceEqual("ustar"u8)
                || Octal(header.Slice(TarHeader.SumAt, 8)) != TarHeader.Sum(header))
            {
                return ([], "it is not a tar archive, or is damaged");
            }
            var name = Text(header[..NameBytes]);
            if (header[TarHeader.PrefixAt] != 0 || header[TarHeader.TypeAt] is not (TarHeader.RegularFile or 0) || name.Contains('/')
                || files.Exists(f => f.Name == name))
            {
                return ([], $"{Shown(name)} is not a plain file, lies in a folder, or is in it twice");
            }
            if (Octal(header.Slice(TarHeader.SizeAt, 12)) is not { } size || size > archive.Length - Block)
            {
                return ([], "it is cut off");
            }
            var content = archive.Slice(Block, (int)size);
            files.Add(new TarFile(name, content.ToArray(), (Octal(header.Slice(TarHeader.ModeAt, 8)) & 0x3F) == 0));
            archive = archive[Math.Min(archive.Length, Block + (int)size + TarHeader.Padding(size))..];
        }
        return archive.Length < Block ? ([], files.Count == 0 ? "it is not a tar archive, or is damaged" : "it is cut off") : (files, null);
    }

    /// <summary>Null when the field has anything but digits, blanks and NULs.</summary>
    private static long? Octal(ReadOnlySpan<byte> field)
    {
        var digits = field.Trim(" \0"u8);
        long value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }
            value = (value * 8) + (digit - '0');
        }
        return digits.IsEmpty ? null : value;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }

    private static string Shown(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '/' ? c : '?'));
}
