using LinuxPatchApi.HostServices.Bus;

namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>Reads the value of a variant, with limits on depth and count.</summary>
internal ref struct VariantReader
{
    private int _remainingValues;

    public static VariantValue Read(ref MessageReader reader)
    {
        var state = new VariantReader { _remainingValues = BusLimits.MaxVariantValues };
        return state.ReadVariant(ref reader, 1);
    }

    /// <summary>A value of a body's signature rather than of a variant.</summary>
    public static VariantValue ReadBare(ref MessageReader reader, ReadOnlySpan<char> type)
    {
        var state = new VariantReader { _remainingValues = BusLimits.MaxVariantValues };
        return state.ReadValue(ref reader, type, 1);
    }

    private VariantValue ReadVariant(ref MessageReader reader, int depth)
    {
        if (depth > BusLimits.MaxDepth)
        {
            throw MessageReader.Malformed("containers are nested too deeply");
        }

        var signature = reader.ReadSignature();
        return Signatures.IsSingleType(signature)
            ? ReadValue(ref reader, signature, depth)
            : throw MessageReader.Malformed("a variant does not hold exactly one type");
    }

    private VariantValue ReadValue(ref MessageReader reader, ReadOnlySpan<char> signature, int depth)
    {
        if (depth > BusLimits.MaxDepth || --_remainingValues < 0)
        {
            throw MessageReader.Malformed("a variant holds too many values or too deep ones");
        }

        return signature[0] switch
        {
            'y' => VariantValue.Byte(reader.ReadByte()),
            'b' => VariantValue.Bool(reader.ReadBool()),
            'n' => VariantValue.Int16(reader.ReadInt16()),
            'q' => VariantValue.UInt16(reader.ReadUInt16()),
            'i' => VariantValue.Int32(reader.ReadInt32()),
            'u' => VariantValue.UInt32(reader.ReadUInt32()),
            'x' => VariantValue.Int64(reader.ReadInt64()),
            't' => VariantValue.UInt64(reader.ReadUInt64()),
            'd' => VariantValue.Double(reader.ReadDouble()),
            'h' => VariantValue.UnixFd(reader.ReadUInt32()),
            's' => VariantValue.String(reader.ReadString()),
            'o' => VariantValue.ObjectPath(reader.ReadObjectPath()),
            'g' => VariantValue.SignatureText(reader.ReadSignature()),
            'v' => VariantValue.Variant(ReadVariant(ref reader, depth + 1)),
            'a' => ReadArray(ref reader, signature[1..], depth + 1),
            _ => ReadFields(ref reader, signature, depth + 1),
        };
    }

    private VariantValue ReadArray(ref MessageReader reader, ReadOnlySpan<char> element, int depth)
    {
        ArrayEnd end = reader.ReadArrayStart(Signatures.AlignmentOf(element[0]));
        if (element[0] == 'y')
        {
            return VariantValue.ByteArray(reader.ReadBytesUntil(end));
        }

        var items = new List<VariantValue>();
        while (reader.HasNext(end))
        {
            items.Add(ReadValue(ref reader, element, depth));
        }

        return VariantValue.Array(element.ToString(), items);
    }

    /// <summary>A struct or dictionary entry; both are aligned to 8 bytes.</summary>
    private VariantValue ReadFields(ref MessageReader reader, ReadOnlySpan<char> signature, int depth)
    {
        reader.AlignStruct();
        var fields = new List<VariantValue>();
        ReadOnlySpan<char> rest = signature[1..^1];
        while (rest.Length > 0)
        {
            var length = Signatures.FirstTypeLength(rest);
            fields.Add(ReadValue(ref reader, rest[..length], depth));
            rest = rest[length..];
        }

        return signature[0] == '{' ? VariantValue.DictEntry(fields[0], fields[1]) : VariantValue.Struct(fields);
    }
}
