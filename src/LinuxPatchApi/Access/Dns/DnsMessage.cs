using System.Buffers.Binary;
using System.Text;

namespace LinuxPatchApi.Access.Dns;

/// <summary>As much of RFC 1035 as is needed to learn how long an answer lives. Pure; what it reads may be hostile.</summary>
internal static class DnsMessage
{
    /// <summary>RFC 1035 section 4.2.1: the most that comes over UDP without extensions, and none is asked for.</summary>
    public const int MaxBytes = 512;

    public const ushort TypeA = 1;
    public const ushort TypeAaaa = 28;
    private const ushort TypeCname = 5;
    private const ushort ClassInternet = 1;
    private const int HeaderBytes = 12;
    private const byte PointerBits = 0xC0;

    /// <summary>A question with recursion desired.</summary>
    /// <param name="name">Valid by <see cref="HostName"/>, without a dot at the end.</param>
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
    /// The shortest lifetime among the addresses and aliases of an answer; null when it is no good answer to this question, or names no
    /// address. Lifetimes above 2^31 count as zero (RFC 2181 section 8).
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
        ReadOnlySpan<byte> rest = answer[question.Length..];
        var asked = BinaryPrimitives.ReadUInt16BigEndian(question[^4..]);
        uint? shortest = null;
        var hasAddress = false;
        for (var i = 0; i < count && TryReadRecord(ref rest, out var type, out var lifetime); i++)
        {
            hasAddress |= type == asked;
            if (type == asked || type == TypeCname)
            {
                lifetime = lifetime > int.MaxValue ? 0 : lifetime;
                shortest = shortest is { } least && least < lifetime ? least : lifetime;
            }
        }
        return hasAddress ? TimeSpan.FromSeconds(shortest!.Value) : null;
    }

    /// <summary>The question stands in the answer as it was put; only the case of letters may differ (RFC 4343).</summary>
    private static bool Repeats(ReadOnlySpan<byte> question, ReadOnlySpan<byte> answer) =>
        answer.Length >= question.Length && answer[4] == 0 && answer[5] == 1
        && Ascii.EqualsIgnoreCase(answer[HeaderBytes..(question.Length - 4)], question[HeaderBytes..^4])
        && answer[(question.Length - 4)..question.Length].SequenceEqual(question[^4..]);

    /// <summary>False when there is no whole record of the internet class. Names are stepped over, never followed.</summary>
    private static bool TryReadRecord(ref ReadOnlySpan<byte> rest, out ushort type, out uint lifetime)
    {
        const int fixedBytes = 10;
        (type, lifetime) = (0, 0);
        var at = NameBytes(rest);
        if (at < 0 || rest.Length < at + fixedBytes)
        {
            return false;
        }
        ReadOnlySpan<byte> fields = rest[at..];
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

    /// <summary>Bytes of a name on the spot, a pointer included; -1 when it has no end.</summary>
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
