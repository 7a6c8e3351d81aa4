using System.Text.Json;
using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>
/// The wire names of an enum, also used in the journal and in log lines. Both directions, no reflection. A linear search: twenty names at
/// most, and a dictionary for each enum would add 40 KB to the binary.
/// </summary>
internal sealed class Spelling<T>(params (T Value, string Name)[] pairs) where T : struct, Enum
{
    public IEnumerable<string> Names => Array.ConvertAll(pairs, pair => pair.Name);

    public string Of(T value)
    {
        foreach (var (known, name) in pairs)
        {
            if (EqualityComparer<T>.Default.Equals(known, value))
            {
                return name;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(value), $"{typeof(T).Name} has no spelling for it");
    }

    public bool TryParse(string? name, out T value)
    {
        foreach (var (known, spelling) in pairs)
        {
            if (string.Equals(spelling, name, StringComparison.Ordinal))
            {
                value = known;
                return true;
            }
        }

        value = default;
        return false;
    }
}

/// <summary>The journal's format of an enum: its wire name. An unknown name is a corrupt record, not a default.</summary>
internal abstract class SpelledConverter<T>(Spelling<T> spelling) : JsonConverter<T> where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        spelling.TryParse(reader.GetString(), out var value) ? value : throw new JsonException($"unknown {typeof(T).Name}");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(spelling.Of(value));
}
