using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using LinuxPatchApi.HostServices.Bus.Transport;

namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>
/// Reads marshalled values in order, in either byte order. Checks every length, padding byte, string and boolean; throws <see
/// cref="BusProtocolException"/> for invalid data. The span must start at a multiple of 8 of its message.
/// </summary>
internal ref struct MessageReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _data;
    private readonly bool _bigEndian;
    private int _position;

    public MessageReader(ReadOnlySpan<byte> data, bool bigEndian)
    {
        _data = data;
        _bigEndian = bigEndian;
    }

    public readonly int Position => _position;

    public readonly bool IsAtEnd => _position == _data.Length;

    public byte ReadByte() => Take(1)[0];

    /// <summary>A boolean; only 0 and 1 are valid.</summary>
    public bool ReadBool()
    {
        var value = ReadUInt32();
        return value <= 1 ? value == 1 : throw Malformed("a boolean is neither 0 nor 1");
    }

    public short ReadInt16() => unchecked((short)ReadUInt16());

    public ushort ReadUInt16()
    {
        ReadOnlySpan<byte> bytes = TakeAligned(2);
        return _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public int ReadInt32() => unchecked((int)ReadUInt32());

    public uint ReadUInt32()
    {
        ReadOnlySpan<byte> bytes = TakeAligned(4);
        return _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public long ReadInt64() => unchecked((long)ReadUInt64());

    public ulong ReadUInt64()
    {
        ReadOnlySpan<byte> bytes = TakeAligned(8);
        return _bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadUInt64());

    /// <summary>A string: valid UTF-8 without NUL.</summary>
    public string ReadString() => ReadText(ReadUInt32());

    public string ReadObjectPath()
    {
        var path = ReadString();
        return Names.IsObjectPath(path) ? path : throw Malformed("an object path is not valid");
    }

    public string ReadSignature()
    {
        var signature = ReadText(ReadByte());
        return Signatures.IsValid(signature) ? signature : throw Malformed("a signature is not valid");
    }

    /// <summary>Starts an array; read elements while <see cref="HasNext"/>.</summary>
    /// <param name="elementAlignment">1, 2, 4 or 8: alignment of the element type; 8 for structs and dictionary entries.</param>
    public ArrayEnd ReadArrayStart(int elementAlignment)
    {
        var length = ReadUInt32();
        if (length > 64 * 1024 * 1024)
        {
            throw Malformed("an array is longer than allowed");
        }

        AlignTo(elementAlignment);
        return length <= (uint)(_data.Length - _position)
            ? new ArrayEnd(_position + (int)length)
            : throw Malformed("an array goes beyond its message");
    }

    /// <summary>True when another element follows.</summary>
    /// <exception cref="BusProtocolException">The last element extends beyond the array.</exception>
    public readonly bool HasNext(ArrayEnd end) =>
        _position <= end.Position ? _position < end.Position : throw Malformed("an element goes beyond its array");

    /// <summary>Advances to the start of a struct or dictionary entry.</summary>
    public void AlignStruct() => AlignTo(8);

    public string[] ReadArrayOfString()
    {
        var items = new List<string>();
        ArrayEnd end = ReadArrayStart(4);
        while (HasNext(end))
        {
            items.Add(ReadString());
        }

        return [.. items];
    }

    public string[] ReadArrayOfObjectPath()
    {
        var items = new List<string>();
        ArrayEnd end = ReadArrayStart(4);
        while (HasNext(end))
        {
            items.Add(ReadObjectPath());
        }

        return [.. items];
    }

    /// <summary>A variant with its complete content.</summary>
    public VariantValue ReadVariantValue() => VariantReader.Read(ref this);

    /// <summary>A dictionary <c>a{sv}</c>, as of properties. The last of equal keys wins.</summary>
    public Dictionary<string, VariantValue> ReadDictionary()
    {
        var entries = new Dictionary<string, VariantValue>(StringComparer.Ordinal);
        ArrayEnd end = ReadArrayStart(8);
        while (HasNext(end))
        {
            AlignStruct();
            entries[ReadString()] = ReadVariantValue();
        }

        return entries;
    }

    /// <summary>Skips padding, which must be zero (D-Bus specification, "Marshalling").</summary>
    internal void AlignTo(int alignment)
    {
        var padding = -_position & (alignment - 1);
        if (Take(padding).ContainsAnyExcept((byte)0))
        {
            throw Malformed("padding is not zero");
        }
    }

    /// <summary>Raw bytes of an array of bytes whose start was read.</summary>
    internal byte[] ReadBytesUntil(ArrayEnd end) => Take(end.Position - _position).ToArray();

    internal static BusProtocolException Malformed(string what) => new($"Malformed D-Bus data: {what}.");

    [SuppressMessage("Design", "CA1031", Justification = "Any decoding failure means malformed text.")]
    private string ReadText(uint length)
    {
        if (length >= (uint)(_data.Length - _position))
        {
            throw Malformed("a text goes beyond its message");
        }

        ReadOnlySpan<byte> bytes = Take((int)length);
        if (bytes.Contains((byte)0) || Take(1)[0] != 0)
        {
            throw Malformed("a text holds NUL or is not ended by it");
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed("a text is not UTF-8");
        }
    }

    private ReadOnlySpan<byte> TakeAligned(int size)
    {
        AlignTo(size);
        return Take(size);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _data.Length - _position)
        {
            throw Malformed("it ends too early");
        }

        ReadOnlySpan<byte> bytes = _data.Slice(_position, count);
        _position += count;
        return bytes;
    }
}
