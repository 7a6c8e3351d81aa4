using System.Buffers.Binary;

namespace LinuxPatchApi.Tests.Access.Dns;

/// <summary>Answers of a name server.</summary>
internal static class DnsReply
{
    /// <param name="records">Types and lifetimes: <c>CNAME 60, A 300</c>.</param>
    public static byte[] To(byte[] question, string records)
    {
        var all = records.Split(", ", StringSplitOptions.RemoveEmptyEntries);
        List<byte> reply = [.. question];
        (reply[2], reply[3], reply[7]) = (0x81, 0x80, (byte)all.Length);
        foreach (var record in all.Select(one => one.Split(' ')))
        {
            (var type, var length) = record[0] switch
            {
                "A" => ((ushort)1, 4),
                "AAAA" => ((ushort)28, 16),
                "CNAME" => ((ushort)5, 2),
                _ => ((ushort)46, 20),
            };
            var fields = new byte[12 + length];
            (fields[0], fields[1]) = (0xC0, 12);
            BinaryPrimitives.WriteUInt16BigEndian(fields.AsSpan(2), type);
            BinaryPrimitives.WriteUInt16BigEndian(fields.AsSpan(4), 1);
            BinaryPrimitives.WriteUInt32BigEndian(fields.AsSpan(6), uint.Parse(record[1]));
            BinaryPrimitives.WriteUInt16BigEndian(fields.AsSpan(10), (ushort)length);
            reply.AddRange(fields);
        }
        return [.. reply];
    }
}
