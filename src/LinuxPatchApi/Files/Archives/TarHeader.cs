using System.Text;

namespace LinuxPatchApi.Files.Archives;

/// <summary>
/// The header of one member of a ustar archive (POSIX.1-2024, pax, "ustar Interchange Format"), owned by user and group 0. Pure. The tar
/// writer of the base library would add 100 KB to the binary.
/// </summary>
internal static class TarHeader
{
    public const int Block = 512;

    /// <summary>Bytes of the name, and of the target of a link; one is the NUL.</summary>
    public const int NameBytes = 100;

    public const byte RegularFile = (byte)'0';
    public const byte SymbolicLink = (byte)'2';
    public const byte Folder = (byte)'5';

    /// <summary>Fields of a header: offset and width.</summary>
    public const int ModeAt = 100;
    public const int SizeAt = 124;
    public const int SumAt = 148;
    public const int TypeAt = 156;
    public const int MagicAt = 257;
    public const int PrefixAt = 345;
    private const int UserAt = 108;
    private const int GroupAt = 116;
    private const int TimeAt = 136;
    private const int LinkAt = 157;

    /// <param name="name">At most 99 bytes; a folder's ends with a slash.</param>
    /// <param name="size">Bytes of the content, which follows, filled up to whole blocks; 0 for folders and links.</param>
    /// <param name="target">Of a link.</param>
    public static byte[] Of(string name, int mode, long size, DateTimeOffset time, byte type = RegularFile, string target = "")
    {
        var header = new byte[Block];
        Encoding.UTF8.GetBytes(name, header.AsSpan(0, NameBytes - 1));
        Put(header, ModeAt, 8, mode);
        Put(header, UserAt, 8, 0);
        Put(header, GroupAt, 8, 0);
        Put(header, SizeAt, 12, size);
        Put(header, TimeAt, 12, time.ToUnixTimeSeconds());
        header[TypeAt] = type;
        Encoding.UTF8.GetBytes(target, header.AsSpan(LinkAt, NameBytes - 1));
        "ustar\000"u8.CopyTo(header.AsSpan(MagicAt));
        Put(header, SumAt, 8, Sum(header));
        return header;
    }

    /// <summary>The sum of all bytes, the field itself counted as blanks.</summary>
    public static long Sum(ReadOnlySpan<byte> header)
    {
        long sum = 8 * ' ';
        for (var i = 0; i < Block; i++)
        {
            sum += i is >= SumAt and < SumAt + 8 ? 0 : header[i];
        }

        return sum;
    }

    /// <summary>Bytes that fill content up to whole blocks.</summary>
    public static int Padding(long size) => (int)((Block - (size % Block)) % Block);

    /// <summary>Digits, then a NUL.</summary>
    private static void Put(byte[] header, int at, int width, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(width - 1, '0'), header.AsSpan(at, width - 1));
}
