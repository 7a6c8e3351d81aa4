namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>A message ready to be sent once. Made by <see cref="MessageWriter"/>.</summary>
internal sealed class MessageBuffer
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

    /// <summary>Why the message cannot be sent; null when it can.</summary>
    public string? Defect { get; }

    /// <summary>The bytes with the serial inserted.</summary>
    internal ReadOnlyMemory<byte> WithSerial(uint serial)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(8), serial);
        return _bytes.AsMemory(0, _length);
    }
}
