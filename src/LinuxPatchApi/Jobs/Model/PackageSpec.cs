using System.Text.Json;
using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>
/// A package as a client names it, parsed once: the API parses it by the rules of the host's family, and all other code uses the value.
/// </summary>
/// <param name="Architecture">Null when the client named none.</param>
/// <param name="Version">The exact version; null for the candidate.</param>
[JsonConverter(typeof(PackageSpecConverter))]
internal sealed record PackageSpec(string Name, string? Architecture, string? Version)
{
    /// <summary>
    /// The spelling that the API accepts and shows on every family: <c>name</c> or <c>name:architecture</c>. The journal uses it too.
    /// </summary>
    [JsonIgnore]
    public string Text => Architecture is null ? Name : $"{Name}:{Architecture}";

    /// <summary>Parses <see cref="Text"/>. No name contains a colon (contract section 3).</summary>
    public static PackageSpec Of(string text, string? version = null)
    {
        var colon = text.LastIndexOf(':');
        return colon < 0 ? new PackageSpec(text, null, version) : new PackageSpec(text[..colon], text[(colon + 1)..], version);
    }
}

/// <summary>The journal's format: an object with the spelling as <c>name</c>, and <c>version</c> when there is one.</summary>
internal sealed class PackageSpecConverter : JsonConverter<PackageSpec>
{
    public override PackageSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a package is an object");
        }

        string? name = null, version = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isName, isVersion) = (reader.ValueTextEquals("name"u8), reader.ValueTextEquals("version"u8));
            reader.Read();
            if (!isName && !isVersion)
            {
                if (options.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow)
                {
                    throw new JsonException("a package has an unknown member");
                }

                reader.Skip();
                continue;
            }

            var text = reader.TokenType is JsonTokenType.String or JsonTokenType.Null
                ? reader.GetString()
                : throw new JsonException("a package's name and version are texts");
            (name, version) = isName ? (text, version) : (name, text);
        }

        return name is null ? throw new JsonException("a package has no name") : PackageSpec.Of(name, version);
    }

    public override void Write(Utf8JsonWriter writer, PackageSpec value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("name", value.Text);
        if (value.Version is not null)
        {
            writer.WriteString("version", value.Version);
        }

        writer.WriteEndObject();
    }
}

/// <summary>The journal's format of a package without a version: its spelling.</summary>
internal sealed class PackageNameConverter : JsonConverter<PackageSpec>
{
    public override PackageSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? PackageSpec.Of(reader.GetString()!)
            : throw new JsonException("a package's name is a text");

    public override void Write(Utf8JsonWriter writer, PackageSpec value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Text);
}

/// <summary>The journal's format of a list of packages without versions.</summary>
internal sealed class PackageNamesConverter : JsonConverter<IReadOnlyList<PackageSpec>>
{
    private static readonly PackageNameConverter One = new();

    public override IReadOnlyList<PackageSpec> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("packages are a list");
        }

        var specs = new List<PackageSpec>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            specs.Add(One.Read(ref reader, typeof(PackageSpec), options));
        }

        return specs;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<PackageSpec> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var spec in value)
        {
            One.Write(writer, spec, options);
        }

        writer.WriteEndArray();
    }
}
