using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>The one spelling of an enum on the wire, in the journal and in log lines. Both directions, no reflection.</summary>
internal sealed class Spelling<T> where T : struct, Enum
{
    private readonly FrozenDictionary<T, string> _names;
    private readonly FrozenDictionary<string, T> _values;

    public Spelling(params (T Value, string Name)[] pairs)
    {
        _names = pairs.ToFrozenDictionary(p => p.Value, p => p.Name);
        _values = pairs.ToFrozenDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
    }

    public IEnumerable<string> Names => _values.Keys;

    public string Of(T value) => _names[value];

    public bool TryParse(string? name, out T value)
    {
        value = default;
        return name is not null && _values.TryGetValue(name, out value);
    }
}

/// <summary>Journal form of an enum: the wire's spelling. An unknown word is a corrupt record, not a default.</summary>
internal abstract class SpelledConverter<T>(Spelling<T> spelling) : JsonConverter<T> where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        spelling.TryParse(reader.GetString(), out var value) ? value : throw new JsonException($"unknown {typeof(T).Name}");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(spelling.Of(value));
}
