using System.Buffers.Binary;

namespace LinuxPatchApi.HostServices.Bus.Transport;

/// <summary>Finds the length of a message from its first 16 bytes (D-Bus specification, "Message Format").</summary>
internal static class MessageFraming
{
    /// <summary>Bytes up to and including the length of the header field array.</summary>
    public const int FixedBytes = 16;

    private const int BodyLengthOffset = 4;
    private const int FieldLengthOffset = 12;

    /// <summary>Returns the length of the message in bytes; null when more bytes are needed.</summary>
    /// <exception cref="BusProtocolException">No message starts with these bytes, or it is longer than allowed.</exception>
    public static int? Measure(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && bytes[0] is not ((byte)'l' or (byte)'B'))
        {
            throw BusProtocolException.Malformed("the byte order mark is neither l nor B");
        }

        if (bytes.Length < FixedBytes)
        {
            return null;
        }

        var bigEndian = IsBigEndian(bytes);
        var bodyLength = ReadUInt32(bytes[BodyLengthOffset..], bigEndian);
        var fieldLength = ReadUInt32(bytes[FieldLengthOffset..], bigEndian);
        if (fieldLength > BusLimits.MaxHeaderFieldBytes || bodyLength > BusLimits.MaxMessageBytes)
        {
            throw BusProtocolException.Malformed("the message is longer than allowed");
        }

        var length = ((FixedBytes + (int)fieldLength + 7) & ~7) + (int)bodyLength;
        return length <= BusLimits.MaxMessageBytes ? length : throw BusProtocolException.Malformed("the message is longer than allowed");
    }

    public static bool IsBigEndian(ReadOnlySpan<byte> message) => message[0] == (byte)'B';

    public static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
