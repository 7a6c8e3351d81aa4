using System.Buffers.Binary;

namespace LinuxPatchApi.Http.Messages;

/// <summary>Request ids: UUID version 7 (RFC 9562 section 5.7), which sort by time.</summary>
internal static class RequestId
{
    private const ulong Version7 = 0x7000;
    private const ulong Variant = 0x8000_0000_0000_0000;

    /// <summary>
    /// Creates an id. Unique but not secret: it identifies log lines and grants nothing, so kernel randomness, a system call per request,
    /// is not worth its cost.
    /// </summary>
    public static Guid New(DateTimeOffset now, Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)now.ToUnixTimeMilliseconds() << 16) | Version7 | (high & 0x0FFF));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Variant | (low & ~(3UL << 62)));
        return new Guid(bytes, bigEndian: true);
    }
}
