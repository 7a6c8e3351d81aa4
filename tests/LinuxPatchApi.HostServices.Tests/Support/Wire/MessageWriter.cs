using System.Buffers.Binary;
using System.Text;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Transport;

namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>
/// Writes one message, little endian. A value that D-Bus cannot express (a string with NUL or an unpaired surrogate, an invalid path or
/// name, too many bytes) becomes the message's defect and is refused on sending, so callers need not check first. The caller must write the
/// values that the signature names.
/// </summary>
internal ref struct MessageWriter
{
    private const int InitialBytes = 256;

    /// <summary>More than the client accepts, so that a test can exceed its limit.</summary>
    private const int LongestBytes = 2 * BusLimits.MaxMessageBytes;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly MessageType _type;
    private readonly MessageFlags _flags;
    private readonly int _bodyStart;
    private byte[] _buffer;
    private int _position;
    private string? _defect;

    private MessageWriter(MessageHeader header)
    {
        _buffer = new byte[InitialBytes];
        _type = header.Type;
        _flags = header.Flags;
        _defect = MessageHeaderWriter.DefectOf(header);
        MessageHeaderWriter.Write(ref this, header);
        _bodyStart = _position;
    }

    /// <summary>A call. An empty signature means no arguments.</summary>
    public static MessageWriter MethodCall(
        string destination, string path, string @interface, string member, string signature = "", MessageFlags flags = MessageFlags.None) =>
        new(new MessageHeader
        {
            Type = MessageType.MethodCall,
            Flags = flags,
            Destination = destination,
            Path = path,
            Interface = @interface,
            Member = member,
            Signature = signature,
        });

    /// <summary>A broadcast signal.</summary>
    public static MessageWriter Signal(string path, string @interface, string member, string signature = "") =>
        new(new MessageHeader
        {
            Type = MessageType.Signal,
            Flags = MessageFlags.NoReplyExpected,
            Path = path,
            Interface = @interface,
            Member = member,
            Signature = signature,
        });

    /// <summary>A received message with its sender, as the bus forwards it.</summary>
    public static MessageBuffer Forward(WireMessage message) => Forward(message.Header, message.Body.Span).CreateMessage();

    /// <summary>Any header with any body.</summary>
    public static MessageWriter Forward(MessageHeader header, ReadOnlySpan<byte> body)
    {
        var writer = new MessageWriter(header);
        writer.WriteBytes(body);
        return writer;
    }

    /// <summary>The answer to a call.</summary>
    public static MessageWriter MethodReturn(WireMessage call, string signature = "") =>
        new(new MessageHeader
        {
            Type = MessageType.MethodReturn,
            Flags = MessageFlags.NoReplyExpected,
            Destination = call.Header.Sender,
            ReplySerial = call.Header.Serial,
            Signature = signature,
        });

    /// <summary>An error as the answer to a call, complete with its text.</summary>
    public static MessageWriter Error(WireMessage call, string errorName, string text)
    {
        var writer = new MessageWriter(new MessageHeader
        {
            Type = MessageType.Error,
            Flags = MessageFlags.NoReplyExpected,
            Destination = call.Header.Sender,
            ReplySerial = call.Header.Serial,
            ErrorName = errorName,
            Signature = "s",
        });
        writer.WriteString(text);
        return writer;
    }

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    public void WriteBool(bool value) => WriteUInt32(value ? 1u : 0u);

    public void WriteInt16(short value) => WriteUInt16(unchecked((ushort)value));

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(ReserveAligned(2), value);

    public void WriteInt32(int value) => WriteUInt32(unchecked((uint)value));

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(ReserveAligned(4), value);

    public void WriteInt64(long value) => WriteUInt64(unchecked((ulong)value));

    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(ReserveAligned(8), value);

    public void WriteDouble(double value) => WriteUInt64(BitConverter.DoubleToUInt64Bits(value));

    public void WriteString(string value)
    {
        var length = MeasureText(value);
        WriteUInt32((uint)length);
        WriteText(value, length);
    }

    public void WriteObjectPath(string value)
    {
        if (!Names.IsObjectPath(value))
        {
            _defect ??= "an object path is not valid";
        }

        WriteString(value);
    }

    public void WriteSignature(string value)
    {
        if (!Signatures.IsValid(value))
        {
            _defect ??= "a signature is not valid";
            value = "";
        }

        WriteByte((byte)value.Length);
        WriteText(value, value.Length);
    }

    /// <summary>Starts an array.</summary>
    /// <param name="elementAlignment">1, 2, 4 or 8: alignment of the element type; 8 for structs and dictionary entries.</param>
    public ArrayStart WriteArrayStart(int elementAlignment)
    {
        WriteUInt32(0);
        var lengthPosition = _position - 4;
        AlignTo(elementAlignment);
        return new ArrayStart(lengthPosition, _position);
    }

    /// <summary>Ends the array and inserts its length.</summary>
    public readonly void WriteArrayEnd(ArrayStart start)
    {
        if (_defect is null)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(start.LengthPosition), (uint)(_position - start.DataPosition));
        }
    }

    /// <summary>Advances to the start of a struct or dictionary entry.</summary>
    public void WriteStructStart() => AlignTo(8);

    public void WriteArrayOfString(IEnumerable<string> values)
    {
        ArrayStart start = WriteArrayStart(4);
        foreach (var value in values)
        {
            WriteString(value);
        }

        WriteArrayEnd(start);
    }

    /// <summary>A variant: the signature and the value.</summary>
    public void WriteVariant(VariantValue value) => VariantWriter.WriteVariant(ref this, value);

    /// <summary>Returns the finished message. Do not use the writer afterwards.</summary>
    public readonly MessageBuffer CreateMessage()
    {
        var bodyLength = _position - _bodyStart;
        if (_defect is null)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(4), (uint)bodyLength);
        }

        return new MessageBuffer(_buffer, _position, _type, _flags, _defect);
    }

    internal void AlignTo(int alignment) => Reserve(-_position & (alignment - 1)).Clear();

    internal void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    private int MeasureText(string value)
    {
        try
        {
            if (!value.Contains('\0'))
            {
                return StrictUtf8.GetByteCount(value);
            }
        }
        catch (EncoderFallbackException)
        {
            // An unpaired surrogate; reported as the defect below.
        }

        _defect ??= "a string contains NUL or an unpaired surrogate";
        return 0;
    }

    private void WriteText(string value, int length)
    {
        Span<byte> target = Reserve(length + 1);
        if (length > 0)
        {
            StrictUtf8.GetBytes(value, target);
        }

        target[length] = 0;
    }

    private Span<byte> ReserveAligned(int size)
    {
        AlignTo(size);
        return Reserve(size);
    }

    private Span<byte> Reserve(int count)
    {
        if (count > LongestBytes - _position)
        {
            // The rest goes to a scratch buffer; the defect keeps the message from being sent.
            _defect ??= "the message is longer than allowed";
            return new byte[count];
        }

        if (_position + count > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(LongestBytes, Math.Max(_position + count, _buffer.Length * 2)));
        }

        _position += count;
        return _buffer.AsSpan(_position - count, count);
    }
}
