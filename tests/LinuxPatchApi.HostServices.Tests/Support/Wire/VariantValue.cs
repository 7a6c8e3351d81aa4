namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>One value of any type, as variants hold. Equal when signature and contents are.</summary>
internal sealed class VariantValue : IEquatable<VariantValue>
{
    private readonly ulong _bits;
    private readonly string? _text;
    private readonly byte[]? _bytes;

    private VariantValue(
        string signature, ulong bits = 0, string? text = null, byte[]? bytes = null, IReadOnlyList<VariantValue>? items = null)
    {
        Signature = signature;
        _bits = bits;
        _text = text;
        _bytes = bytes;
        Items = items ?? [];
    }

    /// <summary>One complete type; of a dictionary entry the braces with key and value.</summary>
    public string Signature { get; }

    /// <summary>
    /// Elements of an array, fields of a struct, key and value of an entry, the value in a variant. Empty for bytes (ay).
    /// </summary>
    public IReadOnlyList<VariantValue> Items { get; }

    internal ulong Bits => _bits;

    internal string Text => _text ?? "";

    internal byte[] Bytes => _bytes ?? [];

    public static VariantValue Byte(byte value) => new("y", value);

    public static VariantValue Bool(bool value) => new("b", value ? 1UL : 0UL);

    public static VariantValue Int16(short value) => new("n", unchecked((ushort)value));

    public static VariantValue UInt16(ushort value) => new("q", value);

    public static VariantValue Int32(int value) => new("i", unchecked((uint)value));

    public static VariantValue UInt32(uint value) => new("u", value);

    public static VariantValue Int64(long value) => new("x", unchecked((ulong)value));

    public static VariantValue UInt64(ulong value) => new("t", value);

    public static VariantValue Double(double value) => new("d", BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Index of a file descriptor. Only its number is carried; no descriptors travel on this connection.</summary>
    public static VariantValue UnixFd(uint index) => new("h", index);

    public static VariantValue String(string value) => new("s", text: value);

    public static VariantValue ObjectPath(string value) => new("o", text: value);

    public static VariantValue SignatureText(string value) => new("g", text: value);

    public static VariantValue ByteArray(byte[] value) => new("ay", bytes: value);

    /// <summary>An array; the element signature must not be <c>y</c>, for which there is <see cref="ByteArray"/>.</summary>
    public static VariantValue Array(string elementSignature, IReadOnlyList<VariantValue> items) =>
        new("a" + elementSignature, items: items);

    public static VariantValue Struct(params IReadOnlyList<VariantValue> fields) =>
        new($"({string.Concat(fields.Select(static field => field.Signature))})", items: fields);

    public static VariantValue DictEntry(VariantValue key, VariantValue value) =>
        new($"{{{key.Signature}{value.Signature}}}", items: [key, value]);

    public static VariantValue Variant(VariantValue value) => new("v", items: [value]);

    /// <summary>The text of a string, object path or signature; null for other types.</summary>
    public string? AsString() => _text;

    /// <summary>The value of a boolean; null for other types.</summary>
    public bool? AsBool() => Signature == "b" ? _bits != 0 : null;

    /// <summary>The value of an unsigned number of any width; null for other types.</summary>
    public ulong? AsUnsigned() => Signature is "y" or "q" or "u" or "t" ? _bits : null;

    /// <summary>The value of a signed number of any width; null for other types.</summary>
    public long? AsSigned() => Signature switch
    {
        "n" => unchecked((short)_bits),
        "i" => unchecked((int)_bits),
        "x" => unchecked((long)_bits),
        _ => null,
    };

    /// <summary>The texts of an array of strings or object paths; null for other types.</summary>
    public IReadOnlyList<string>? AsStrings() => Signature is "as" or "ao" ? [.. Items.Select(static item => item.Text)] : null;

    /// <summary>The bytes of an array of bytes; null for other types.</summary>
    public IReadOnlyList<byte>? AsBytes() => Signature == "ay" ? Bytes : null;

    public bool Equals(VariantValue? other) =>
        other is not null && Signature == other.Signature && _bits == other._bits && _text == other._text
        && Bytes.AsSpan().SequenceEqual(other.Bytes) && Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => Equals(obj as VariantValue);

    public override int GetHashCode() => HashCode.Combine(Signature, _bits, _text, Items.Count, Bytes.Length);

    public override string ToString() => _text ?? (Items.Count > 0 ? $"{Signature}[{string.Join(", ", Items)}]" : $"{Signature}:{_bits}");
}
