using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Bus.Messages;

/// <summary>Properties by name. A property that is absent or has another type reads as null: services differ between releases.</summary>
internal sealed class PropertyBag(IReadOnlyDictionary<string, VariantValue> values)
{
    public static readonly PropertyBag Empty = new(new Dictionary<string, VariantValue>());

    public string? Text(string name) => Value(name).AsText();

    public bool? Bool(string name) => Value(name).AsBool();

    public uint? UInt32(string name) => Value(name).AsUnsigned() is { } value and <= uint.MaxValue ? (uint)value : null;

    public ulong? UInt64(string name) => Value(name).AsUnsigned();

    public IReadOnlyList<byte>? Bytes(string name) => Value(name).AsBytes();

    public IReadOnlyList<string> Texts(string name) => Value(name).AsTexts() ?? [];

    /// <summary>Returns an untyped value when the property is absent.</summary>
    private PropertyValue Value(string name) => new(values.GetValueOrDefault(name));
}
