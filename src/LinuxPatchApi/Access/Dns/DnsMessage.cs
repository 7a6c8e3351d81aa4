using System.Buffers.Binary;
using System.Text;

namespace LinuxPatchApi.Access.Dns;

/// <summary>The part of RFC 1035 needed to read the TTL of an answer. Pure. Treats every answer as hostile.</summary>
internal static class DnsMessage
{
    /// <summary>RFC 1035 section 4.2.1: the largest UDP message without extensions. The query requests none.</summary>
    public const int MaxBytes = 512;

    public const ushort TypeA = 1;
    public const ushort TypeAaaa = 28;
    private const ushort TypeCname = 5;
    private const ushort ClassInternet = 1;
    private const int HeaderBytes = 12;
    private const byte PointerBits = 0xC0;

    /// <summary>Builds a query with recursion desired.</summary>
    /// <param name="name">A valid <see cref="HostName"/> without a trailing dot.</param>
    public static byte[] Question(ushort id, string name, ushort type)
    {
        var message = new byte[HeaderBytes + name.Length + 2 + 4];
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        message[2] = 1; // RD
        message[5] = 1; // QDCOUNT
        var at = HeaderBytes;
        foreach (var label in name.Split('.'))
        {
            message[at] = (byte)label.Length;
            at += 1 + Encoding.ASCII.GetBytes(label, message.AsSpan(at + 1));
        }
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 1), type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 3), ClassInternet);
        return message;
    }

    /// <summary>
    /// Returns the shortest TTL among the addresses and aliases of an answer. Null when the answer is malformed, does not match the
    /// question, reports an error, or has no address. A TTL with its top bit set counts as zero (RFC 2181 section 8).
    /// </summary>
    public static TimeSpan? Lifetime(ReadOnlySpan<byte> question, ReadOnlySpan<byte> answer)
    {
        const byte response = 0x80;
        const byte opcodeAndResponse = 0xF8;
        const byte code = 0x0F;
        if (answer.Length is < HeaderBytes or > MaxBytes || !answer[..2].SequenceEqual(question[..2])
            || (answer[2] & opcodeAndResponse) != response || (answer[3] & code) != 0 || !Repeats(question, answer))
        {
            return null;
        }
        int count = BinaryPrimitives.ReadUInt16BigEndian(answer[6..]);
        var rest = answer[question.Length..];
        var requestedType = BinaryPrimitives.ReadUInt16BigEndian(question[^4..]);
        uint? shortest = null;
        var hasAddress = false;
        for (var i = 0; i < count && TryReadRecord(ref rest, out var type, out var lifetime); i++)
        {
            hasAddress |= type == requestedType;
            if (type == requestedType || type == TypeCname)
            {
                lifetime = lifetime > int.MaxValue ? 0 : lifetime;
                shortest = shortest is { } least && least < lifetime ? least : lifetime;
            }
        }
        return hasAddress ? TimeSpan.FromSeconds(shortest!.Value) : null;
    }

    /// <summary>True when the answer repeats the question. Only the case of letters may differ (RFC 4343).</summary>
    private static bool Repeats(ReadOnlySpan<byte> question, ReadOnlySpan<byte> answer) =>
        answer.Length >= question.Length && answer[4] == 0 && answer[5] == 1
        && Ascii.EqualsIgnoreCase(answer[HeaderBytes..(question.Length - 4)], question[HeaderBytes..^4])
        && answer[(question.Length - 4)..question.Length].SequenceEqual(question[^4..]);

    /// <summary>Reads one record. False when no complete record of the internet class follows. Skips names; follows no pointer.</summary>
    private static bool TryReadRecord(ref ReadOnlySpan<byte> rest, out ushort type, out uint lifetime)
    {
        const int fixedBytes = 10;
        (type, lifetime) = (0, 0);
        var at = NameBytes(rest);
        if (at < 0 || rest.Length < at + fixedBytes)
        {
            return false;
        }
        var fields = rest[at..];
        type = BinaryPrimitives.ReadUInt16BigEndian(fields);
        lifetime = BinaryPrimitives.ReadUInt32BigEndian(fields[4..]);
        var length = fixedBytes + BinaryPrimitives.ReadUInt16BigEndian(fields[8..]);
        if (fields.Length < length || BinaryPrimitives.ReadUInt16BigEndian(fields[2..]) != ClassInternet)
        {
            return false;
        }
        rest = fields[length..];
        return true;
    }

    /// <summary>Length of the encoded name in bytes, a final pointer included. -1 when the name does not end.</summary>
    private static int NameBytes(ReadOnlySpan<byte> rest)
    {
        for (var at = 0; at < rest.Length; at += 1 + rest[at])
        {
            if (rest[at] == 0)
            {
                return at + 1;
            }
            if ((rest[at] & PointerBits) != 0)
            {
                return (rest[at] & PointerBits) == PointerBits && at + 1 < rest.Length ? at + 2 : -1;
            }
        }
        return -1;
    }
}
