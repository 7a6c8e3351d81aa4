using System.Buffers.Binary;
using System.Text;

namespace LinuxPatchApi.Http.Tests.WebSockets;

/// <summary>Client frames as raw bytes, valid and invalid ones (RFC 6455 section 5.2).</summary>
internal static class Frame
{
    private static readonly byte[] Mask = [0x37, 0xfa, 0x21, 0x3d];

    public static byte[] Text(string text, bool fin = true) => Of(0x1, Encoding.UTF8.GetBytes(text), fin);

    public static byte[] TextBytes(byte[] bytes, bool fin = true) => Of(0x1, bytes, fin);

    public static byte[] Continuation(byte[] bytes, bool fin = true) => Of(0x0, bytes, fin);

    public static byte[] Continuation(string text, bool fin = true) => Continuation(Encoding.UTF8.GetBytes(text), fin);

    public static byte[] Binary(int length) => Of(0x2, new byte[length]);

    public static byte[] Ping(int length = 0, bool fin = true) => Of(0x9, Fill(length), fin);

    public static byte[] Pong(int length = 0, bool fin = true) => Of(0xa, Fill(length), fin);

    public static byte[] Close() => Of(0x8, []);

    public static byte[] Close(int status, string reason = "") => CloseBytes(status, Encoding.UTF8.GetBytes(reason));

    public static byte[] CloseBytes(int status, byte[] reason)
    {
        var payload = new byte[2 + reason.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        reason.CopyTo(payload, 2);
        return Of(0x8, payload);
    }

    public static byte[] Of(int opcode, byte[] payload, bool fin = true, int reserved = 0, bool masked = true)
    {
        var frame = new List<byte> { (byte)((fin ? 0x80 : 0) | (reserved << 4) | opcode) };
        var bit = masked ? 0x80 : 0;
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
        frame.AddRange(payload.Length switch
        {
            < 126 => [(byte)(bit | payload.Length)],
            <= ushort.MaxValue => [(byte)(bit | 126), .. length[6..]],
            _ => [(byte)(bit | 127), .. length],
        });
        if (masked)
        {
            frame.AddRange(Mask);
        }
        frame.AddRange(payload.Select((b, i) => masked ? (byte)(b ^ Mask[i % 4]) : b));
        return [.. frame];
    }

    private static byte[] Fill(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(0xfe - (i % 3)))];
}
