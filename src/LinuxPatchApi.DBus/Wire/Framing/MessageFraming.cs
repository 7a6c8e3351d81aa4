using System.Buffers.Binary;
using LinuxPatchApi.DBus.Errors;

namespace LinuxPatchApi.DBus.Wire.Framing;

/// <summary>Where a message ends, from its first 16 bytes (D-Bus specification, "Message Format").</summary>
internal static class MessageFraming
{
    public const byte ProtocolVersion = 1;
    public const int BodyLengthOffset = 4;
    public const int SerialOffset = 8;

    /// <summary>Bytes up to and with the length of the header field array.</summary>
    public const int FixedBytes = 16;

    private const int FieldLengthOffset = 12;

    /// <summary>The length of the message in bytes; null when more bytes are needed to tell.</summary>
    /// <exception cref="DBusProtocolException">No message starts like this, or it is longer than allowed.</exception>
    public static int? Measure(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && bytes[0] is not ((byte)'l' or (byte)'B'))
        {
            throw MessageReader.Malformed("the byte order mark is neither l nor B");
        }

        if (bytes.Length < FixedBytes)
        {
            return null;
        }

        bool bigEndian = IsBigEndian(bytes);
        uint bodyLength = ReadUInt32(bytes[BodyLengthOffset..], bigEndian);
        uint fieldLength = ReadUInt32(bytes[FieldLengthOffset..], bigEndian);
        if (fieldLength > DBusLimits.MaxHeaderFieldBytes || bodyLength > DBusLimits.MaxMessageBytes)
        {
            throw MessageReader.Malformed("the message is longer than allowed");
        }

        int length = HeaderBytes((int)fieldLength) + (int)bodyLength;
        return length <= DBusLimits.MaxMessageBytes ? length : throw MessageReader.Malformed("the message is longer than allowed");
    }

    public static bool IsBigEndian(ReadOnlySpan<byte> message) => message[0] == (byte)'B';

    private static int HeaderBytes(int fieldLength) => (FixedBytes + fieldLength + 7) & ~7;

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
