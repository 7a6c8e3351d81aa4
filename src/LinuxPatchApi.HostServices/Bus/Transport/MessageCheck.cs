using System.Text;
using System.Text.Unicode;

namespace LinuxPatchApi.HostServices.Bus.Transport;

/// <summary>
/// Validates a complete message before the library parses it: every length, padding byte, string, boolean and signature, in either byte
/// order, with limits on depth and count. The library trusts lengths: for a string that claims 2 GiB it allocates 2 GiB before reading.
/// </summary>
internal ref struct MessageCheck
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly bool _bigEndian;
    private int _position;
    private int _variantDepth;
    private int _variantValues;

    private MessageCheck(ReadOnlySpan<byte> message)
    {
        _data = message;
        _bigEndian = MessageFraming.IsBigEndian(message);
    }

    /// <summary>Validates the message and returns its type.</summary>
    /// <exception cref="BusProtocolException">The message is invalid.</exception>
    public static MessageKind Check(ReadOnlySpan<byte> message)
    {
        if (MessageFraming.Measure(message) != message.Length)
        {
            throw BusProtocolException.Malformed("the lengths in the header do not fit");
        }

        var check = new MessageCheck(message);
        var fields = HeaderFields.Read(ref check);
        var rest = fields.Signature;
        while (rest.Length > 0)
        {
            var length = Signatures.FirstTypeLength(rest);
            check.SkipValue(rest[..length], 0);
            rest = rest[length..];
        }

        return check._position == message.Length ? fields.Kind : throw BusProtocolException.Malformed("bytes are left over");
    }

    public readonly int Position => _position;

    public readonly bool IsAtEnd => _position == _data.Length;

    public byte ReadByte() => Take(1)[0];

    public uint ReadUInt32()
    {
        AlignTo(4);
        return MessageFraming.ReadUInt32(Take(4), _bigEndian);
    }

    /// <summary>Reads a string: valid UTF-8 without NUL.</summary>
    public ReadOnlySpan<byte> ReadText() => ReadText(ReadUInt32());

    public ReadOnlySpan<byte> ReadSignature()
    {
        var signature = ReadText(ReadByte());
        return Signatures.IsValid(signature) ? signature : throw BusProtocolException.Malformed("a signature is not valid");
    }

    public ReadOnlySpan<byte> ReadObjectPath()
    {
        var path = ReadText();
        return Names.IsObjectPath(Encoding.UTF8.GetString(path))
            ? path
            : throw BusProtocolException.Malformed("an object path is not valid");
    }

    /// <summary>Skips padding, which must be zero (D-Bus specification, "Marshalling").</summary>
    public void AlignTo(int alignment)
    {
        if (Take(-_position & (alignment - 1)).ContainsAnyExcept((byte)0))
        {
            throw BusProtocolException.Malformed("padding is not zero");
        }
    }

    /// <summary>Validates and skips one value.</summary>
    /// <param name="type">One complete, valid type.</param>
    /// <param name="depth">Number of enclosing containers.</param>
    public void SkipValue(scoped ReadOnlySpan<byte> type, int depth)
    {
        if (depth > BusLimits.MaxDepth)
        {
            throw BusProtocolException.Malformed("containers are nested too deeply");
        }

        if (_variantDepth > 0 && ++_variantValues > BusLimits.MaxVariantValues)
        {
            throw BusProtocolException.Malformed("variants hold too many values");
        }

        switch ((char)type[0])
        {
            case 's':
                ReadText();
                break;
            case 'o':
                ReadObjectPath();
                break;
            case 'g':
                ReadSignature();
                break;
            case 'b' when ReadUInt32() > 1:
                throw BusProtocolException.Malformed("a boolean is neither 0 nor 1");
            case 'b':
                break;
            case 'v':
                SkipVariant(depth + 1);
                break;
            case 'a':
                SkipArray(type[1..], depth + 1);
                break;
            case '(' or '{':
                SkipFields(type[1..^1], depth + 1);
                break;
            default:
                var size = Signatures.AlignmentOf(type[0]);
                AlignTo(size);
                Take(size);
                break;
        }
    }

    private void SkipVariant(int depth)
    {
        var type = ReadSignature();
        if (!Signatures.IsSingleType(type))
        {
            throw BusProtocolException.Malformed("a variant does not hold exactly one type");
        }

        _variantDepth++;
        SkipValue(type, depth);
        _variantDepth--;
    }

    private void SkipArray(scoped ReadOnlySpan<byte> element, int depth)
    {
        var length = ReadUInt32();
        AlignTo(Signatures.AlignmentOf(element[0]));
        if (length > (uint)(_data.Length - _position))
        {
            throw BusProtocolException.Malformed("an array goes beyond its message");
        }

        var end = _position + (int)length;
        if (element[0] == (byte)'y')
        {
            Take((int)length);
        }

        while (_position < end)
        {
            SkipValue(element, depth);
        }

        if (_position > end)
        {
            throw BusProtocolException.Malformed("an element goes beyond its array");
        }
    }

    /// <summary>Skips the fields of a struct or dictionary entry; both are aligned to 8 bytes.</summary>
    private void SkipFields(scoped ReadOnlySpan<byte> types, int depth)
    {
        AlignTo(8);
        while (types.Length > 0)
        {
            var length = Signatures.FirstTypeLength(types);
            SkipValue(types[..length], depth);
            types = types[length..];
        }
    }

    private ReadOnlySpan<byte> ReadText(uint length)
    {
        if (length >= (uint)(_data.Length - _position))
        {
            throw BusProtocolException.Malformed("a text goes beyond its message");
        }

        var bytes = Take((int)length);
        if (bytes.Contains((byte)0) || Take(1)[0] != 0)
        {
            throw BusProtocolException.Malformed("a text holds NUL or is not ended by it");
        }

        return Utf8.IsValid(bytes) ? bytes : throw BusProtocolException.Malformed("a text is not UTF-8");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _data.Length - _position)
        {
            throw BusProtocolException.Malformed("it ends too early");
        }

        var bytes = _data.Slice(_position, count);
        _position += count;
        return bytes;
    }
}
