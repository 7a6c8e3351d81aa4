using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Bus.Messages;

/// <summary>Reads the values of a message body in order. The caller must read the types that the signature names.</summary>
internal ref struct BodyReader(Reader reader)
{
    private Reader _reader = reader;

    public bool ReadBool() => _reader.ReadBool();

    public uint ReadUInt32() => _reader.ReadUInt32();

    public ulong ReadUInt64() => _reader.ReadUInt64();

    public string ReadString() => _reader.ReadString();

    public string ReadObjectPath() => _reader.ReadObjectPathAsString();

    public string[] ReadTexts() => _reader.ReadArrayOfString();

    public string[] ReadObjectPaths()
    {
        var paths = new List<string>();
        var end = _reader.ReadArrayStart(DBusType.ObjectPath);
        while (_reader.HasNext(end))
        {
            paths.Add(_reader.ReadObjectPathAsString());
        }

        return [.. paths];
    }

    public PropertyValue ReadVariant() => new(_reader.ReadVariantValue());

    /// <summary>Reads a dictionary <c>a{sv}</c>. The last of equal keys wins.</summary>
    public PropertyBag ReadProperties() => new(_reader.ReadDictionaryOfStringToVariantValue());

    /// <summary>Reads an array of dictionaries <c>aa{sv}</c>.</summary>
    public List<PropertyBag> ReadPropertyBags()
    {
        var bags = new List<PropertyBag>();
        var end = _reader.ReadArrayStart(DBusType.Array);
        while (_reader.HasNext(end))
        {
            bags.Add(ReadProperties());
        }

        return bags;
    }

    /// <summary>Reads the start of an array of structs; each is then read while <see cref="NextStruct"/> returns true.</summary>
    public StructArray ReadStructs() => new(_reader.ReadArrayStart(DBusType.Struct));

    /// <summary>Advances to the start of the next struct. False at the end of the array.</summary>
    public bool NextStruct(StructArray array)
    {
        var next = _reader.HasNext(array.End);
        if (next)
        {
            _reader.AlignStruct();
        }

        return next;
    }

    /// <summary>Where an array of structs ends.</summary>
    public readonly ref struct StructArray(ArrayEnd end)
    {
        public ArrayEnd End { get; } = end;
    }
}
