using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LinuxPatchApi.Wire;

/// <summary>RFC 3339 in UTC with <c>Z</c>; the framework would write <c>+00:00</c>.</summary>
internal sealed class UtcTime : JsonConverter<DateTimeOffset>
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));
}
