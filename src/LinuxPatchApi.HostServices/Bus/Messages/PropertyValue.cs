using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Bus.Messages;

/// <summary>The value of a variant. Reading it as another type gives null: services differ between releases.</summary>
internal readonly struct PropertyValue(VariantValue value)
{
    public string? AsText() => value.Type switch
    {
        VariantValueType.String => value.GetString(),
        VariantValueType.ObjectPath => value.GetObjectPathAsString(),
        _ => null,
    };

    public bool? AsBool() => value.Type == VariantValueType.Bool ? value.GetBool() : null;

    /// <summary>Reads an unsigned number of any width.</summary>
    public ulong? AsUnsigned() => value.Type switch
    {
        VariantValueType.Byte => value.GetByte(),
        VariantValueType.UInt16 => value.GetUInt16(),
        VariantValueType.UInt32 => value.GetUInt32(),
        VariantValueType.UInt64 => value.GetUInt64(),
        _ => null,
    };

    /// <summary>Reads an array of strings or object paths.</summary>
    public IReadOnlyList<string>? AsTexts() => (value.Type, value.Type == VariantValueType.Array ? value.ItemType : default) switch
    {
        (VariantValueType.Array, VariantValueType.String) => value.GetArray<string>(),
        (VariantValueType.Array, VariantValueType.ObjectPath) => [.. value.GetArray<ObjectPath>().Select(static path => path.ToString())],
        _ => null,
    };

    /// <summary>Reads an array of bytes.</summary>
    public IReadOnlyList<byte>? AsBytes() =>
        value.Type == VariantValueType.Array && value.ItemType == VariantValueType.Byte ? value.GetArray<byte>() : null;

    /// <summary>Reads a struct with exactly this many fields.</summary>
    public PropertyValue[]? AsStruct(int fields)
    {
        if (value.Type != VariantValueType.Struct || value.Count != fields)
        {
            return null;
        }

        var self = value;
        return [.. Enumerable.Range(0, fields).Select(i => new PropertyValue(self.GetItem(i)))];
    }
}
