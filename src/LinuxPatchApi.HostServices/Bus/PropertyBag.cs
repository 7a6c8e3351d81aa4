using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>Properties by name. A property that is absent or of another type reads as null: services differ between releases.</summary>
internal sealed class PropertyBag(IReadOnlyDictionary<string, VariantValue> values)
{
    public static readonly PropertyBag Empty = new(new Dictionary<string, VariantValue>());

    public string? Text(string name) => values.GetValueOrDefault(name)?.AsString();

    public bool? Bool(string name) => values.GetValueOrDefault(name)?.AsBool();

    public uint? UInt32(string name) => values.GetValueOrDefault(name)?.AsUnsigned() is { } value and <= uint.MaxValue ? (uint)value : null;

    public ulong? UInt64(string name) => values.GetValueOrDefault(name)?.AsUnsigned();

    public IReadOnlyList<byte>? Bytes(string name) => values.GetValueOrDefault(name)?.AsBytes();

    public IReadOnlyList<string> Texts(string name) => values.GetValueOrDefault(name)?.AsStrings() ?? [];
}
