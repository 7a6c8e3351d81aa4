using System.Buffers.Binary;

namespace LinuxPatchApi.OpenPgp;

/// <summary>One packet (RFC 9580 section 4).</summary>
internal readonly record struct Packet(int Tag, byte[] Body)
{
    public const int Signature = 2;
    public const int PublicKey = 6;
    public const int UserId = 13;
    public const int PublicSubkey = 14;
    public const int UserAttribute = 17;

    private const int FirstOfTwoBytes = 192;
    private const int FirstOfPartial = 224;
    private const int FirstOfFourBytes = 255;

    /// <summary>Returns all packets; null with a clause when the bytes are not a sequence of whole packets.</summary>
    public static (List<Packet>? Packets, string? Problem) ReadAll(ReadOnlySpan<byte> bytes)
    {
        var found = new List<Packet>();
        while (!bytes.IsEmpty)
        {
            if (Header(bytes) is not var (tag, skip, length) || length > bytes.Length - skip)
            {
                return (null, found.Count == 0 ? "it is not made of OpenPGP packets" : "it ends in the middle of a packet");
            }
            if (length > OpenPgpLimits.PacketBytes || found.Count == OpenPgpLimits.Packets)
            {
                return (null, $"it has more than {OpenPgpLimits.Packets} packets, or one with more than {OpenPgpLimits.PacketBytes} bytes");
            }
            found.Add(new Packet(tag, bytes.Slice(skip, (int)length).ToArray()));
            bytes = bytes[(skip + (int)length)..];
        }
        return found.Count == 0 ? (null, "it is empty") : (found, null);
    }

    /// <summary>Writes it in the format that all programs read.</summary>
    public void WriteTo(Stream stream)
    {
        Span<byte> header = stackalloc byte[6];
        header[0] = (byte)(0xC0 | Tag);
        header[1] = FirstOfFourBytes;
        BinaryPrimitives.WriteInt32BigEndian(header[2..], Body.Length);
        stream.Write(header);
        stream.Write(Body);
    }

    /// <summary>Null when it is malformed, or of a length that only data have (partial, indeterminate).</summary>
    private static (int Tag, int Skip, long Length)? Header(ReadOnlySpan<byte> bytes)
    {
        var first = bytes[0];
        if ((first & 0x80) == 0 || bytes.Length < 2)
        {
            return null;
        }
        if ((first & 0x40) == 0)
        {
            var tag = (first >> 2) & 0x0F;
            return (first & 3) switch
            {
                0 => (tag, 2, bytes[1]),
                1 when bytes.Length >= 3 => (tag, 3, BinaryPrimitives.ReadUInt16BigEndian(bytes[1..])),
                2 when bytes.Length >= 5 => (tag, 5, BinaryPrimitives.ReadUInt32BigEndian(bytes[1..])),
                _ => null,
            };
        }
        return Length(bytes[1..]) is var (skip, length) ? (first & 0x3F, 1 + skip, length) : null;
    }

    /// <summary>A length of the new format, which subpackets have too.</summary>
    internal static (int Skip, long Length)? Length(ReadOnlySpan<byte> bytes, bool isSubpacket = false) => bytes switch
    {
        [< FirstOfTwoBytes and var one, ..] => (1, one),
        [FirstOfFourBytes, _, _, _, _, ..] => (5, BinaryPrimitives.ReadUInt32BigEndian(bytes[1..])),
        [< FirstOfFourBytes and var high, var low, ..] when isSubpacket || high < FirstOfPartial =>
            (2, ((high - FirstOfTwoBytes) << 8) + low + FirstOfTwoBytes),
        _ => null,
    };
}
