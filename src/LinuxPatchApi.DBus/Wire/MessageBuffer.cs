using LinuxPatchApi.DBus.Wire.Framing;

namespace LinuxPatchApi.DBus.Wire;


/// <summary>A message ready to be sent once. Made by <see cref="MessageWriter"/>.</summary>
public sealed class MessageBuffer
{
    private readonly byte[] _bytes;
    private readonly int _length;

    internal MessageBuffer(byte[] bytes, int length, MessageType type, MessageFlags flags, string? defect)
    {
        _bytes = bytes;
        _length = length;
        Type = type;
        Flags = flags;
        Defect = defect;
    }

    public MessageType Type { get; }

    public MessageFlags Flags { get; }

    /// <summary>Why it cannot be sent; null when it can.</summary>
    public string? Defect { get; }

    /// <summary>The bytes, with the serial put in.</summary>
    internal ReadOnlyMemory<byte> WithSerial(uint serial)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(MessageFraming.SerialOffset), serial);
        return _bytes.AsMemory(0, _length);
    }
}
