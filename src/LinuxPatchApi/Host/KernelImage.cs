using System.Buffers.Binary;
using System.Text;
using LinuxPatchApi.Files;
using Microsoft.Win32.SafeHandles;

namespace LinuxPatchApi.Host;

/// <summary>
/// Reads a kernel's release from its image: from the header of the x86 boot protocol (Linux: Documentation/arch/x86/boot.rst), or from a
/// unified kernel image (UAPI.5), which has such an image, and often the release itself, in a section. Other architectures' images are
/// compressed as a whole and say nothing.
/// </summary>
internal static class KernelImage
{
    /// <summary>Bytes of the file that are read for its headers. Origin: a page, in which systemd's stub has all of them.</summary>
    private const int MostHeader = 4096;

    /// <summary>Origin: uname(2), __NEW_UTS_LEN.</summary>
    private const int MostRelease = 64;

    /// <summary>Of the boot protocol: the pointer to the release counts from the end of the first sector.</summary>
    private const int Sector = 0x200;
    private const int MagicAt = 0x202;
    private const int ReleaseAt = 0x20e;

    /// <summary>Of PE/COFF: offset of the headers' offset, sizes of the headers and of a section's entry, and fields of these.</summary>
    private const int HeadersAt = 0x3c;
    private const int Headers = 24;
    private const int CountAt = 6;
    private const int OptionalBytesAt = 20;
    private const int Section = 40;
    private const int DataAt = 20;

    /// <summary>Returns null when the image cannot be read, or does not say.</summary>
    public static string? ReleaseOf(string path)
    {
        try
        {
            using var file = RegularFile.Handle(path);
            Span<byte> buffer = stackalloc byte[MostHeader];
            ReadOnlySpan<byte> head = buffer[..RandomAccess.Read(file, buffer, 0)];
            return OfSetup(file, 0) ?? OfSections(file, head);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? OfSetup(SafeFileHandle file, long at)
    {
        Span<byte> fields = stackalloc byte[ReleaseAt + sizeof(ushort) - MagicAt];
        return RandomAccess.Read(file, fields, at + MagicAt) == fields.Length && fields.StartsWith("HdrS"u8)
            && BinaryPrimitives.ReadUInt16LittleEndian(fields[(ReleaseAt - MagicAt)..]) is > 0 and var pointer
            ? Text(file, at + Sector + pointer)
            : null;
    }

    private static string? OfSections(SafeFileHandle file, ReadOnlySpan<byte> head)
    {
        if (head.Length < HeadersAt + sizeof(int) || BinaryPrimitives.ReadInt32LittleEndian(head[HeadersAt..]) is var start
            && (start < 0 || start > head.Length - Headers || !head[start..].StartsWith("PE\0\0"u8)))
        {
            return null;
        }

        var headers = head[BinaryPrimitives.ReadInt32LittleEndian(head[HeadersAt..])..];
        var count = BinaryPrimitives.ReadUInt16LittleEndian(headers[CountAt..]);
        var optional = BinaryPrimitives.ReadUInt16LittleEndian(headers[OptionalBytesAt..]);
        string? release = null;
        for (var (left, at) = (count, Headers + optional); left > 0 && at + Section <= headers.Length; left--, at += Section)
        {
            var section = headers.Slice(at, Section);
            long data = BinaryPrimitives.ReadUInt32LittleEndian(section[DataAt..]);
            release ??= section.StartsWith(".uname\0"u8) ? Text(file, data) : section.StartsWith(".linux\0"u8) ? OfSetup(file, data) : null;
        }

        return release;
    }

    /// <summary>Returns the first word, when it is a release.</summary>
    private static string? Text(SafeFileHandle file, long at)
    {
        Span<byte> buffer = stackalloc byte[MostRelease + 1];
        ReadOnlySpan<byte> text = buffer[..RandomAccess.Read(file, buffer, at)];
        var end = text.IndexOfAny((byte)0, (byte)' ', (byte)'\n');
        text = end < 0 ? text : text[..end];
        return text.Length is > 0 and <= MostRelease && char.IsAsciiDigit((char)text[0])
            && text.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0
            ? Encoding.ASCII.GetString(text)
            : null;
    }
}
