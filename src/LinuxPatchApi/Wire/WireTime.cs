using System.Text.Json;
using System.Text.Json.Serialization;

namespace LinuxPatchApi.Wire;

/// <summary>
/// A time in a document. A type of its own, because the serializer drops trailing zeros of a <see cref="DateTime"/>, and such times do not
/// sort as text (contract section 2).
/// </summary>
/// <param name="Utc">Truncated to milliseconds.</param>
[JsonConverter(typeof(WireTimeConverter))]
internal readonly record struct WireTime(DateTime Utc)
{
    public static implicit operator WireTime(DateTime utc) => new(utc);

    public override string ToString() => UtcTime.Format(Utc);
}

/// <summary>Writes times with exactly three decimals. Documents are never read.</summary>
internal sealed class WireTimeConverter : JsonConverter<WireTime>
{
    public override void Write(Utf8JsonWriter writer, WireTime value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[UtcTime.Bytes];
        writer.WriteStringValue(text[..UtcTime.Format(value.Utc, text)]);
    }

    public override WireTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}
