using System.Text.Json;
using LinuxPatchApi.Api.Contracts;

namespace LinuxPatchApi.Api.Lists;

/// <summary>Writes a <see cref="PackageList"/> item by item: the 63 500 packages that Debian offers have 21 MB. A test compares the result
/// with that of the serializer.</summary>
internal static class PackageListWriter
{
    /// <summary>Writes the list. Yields wherever what was written so far may be sent.</summary>
    /// <param name="serialized">Items serialized before, written instead of those of the list.</param>
    public static IEnumerable<bool> Write(PackageList list, Utf8JsonWriter writer, SerializedPackages.Pieces? serialized = null)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("packages"u8);
        foreach (var package in list.Packages)
        {
            ApiJson.Write(writer, package);
            yield return true;
        }

        if (serialized is { } pieces)
        {
            var start = 0;
            foreach (var end in pieces.Ends)
            {
                writer.WriteRawValue(pieces.Text.AsSpan(start, end - start), skipInputValidation: true);
                start = end;
                yield return true;
            }
        }

        writer.WriteEndArray();
        writer.WriteNumber("total"u8, list.Total);
        Member(writer, "limit", list.Limit is { } limit ? w => w.WriteNumberValue(limit) : null);
        writer.WriteNumber("offset"u8, list.Offset);
        Member(writer, "generated_at", w => w.WriteStringValue(list.GeneratedAt.ToString()));
        Member(writer, "metadata_refreshed_at", list.MetadataRefreshedAt is { } at ? w => w.WriteStringValue(at.ToString()) : null);
        writer.WriteBoolean("stale"u8, list.Stale);
        writer.WriteStartArray("warnings"u8);
        foreach (var warning in list.Warnings)
        {
            writer.WriteStringValue(warning);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Member(Utf8JsonWriter writer, string name, Action<Utf8JsonWriter>? value)
    {
        writer.WritePropertyName(name);
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            value(writer);
        }
    }
}
