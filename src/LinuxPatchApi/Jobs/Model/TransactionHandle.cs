using System.Text.Json;
using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>
/// What an engine needs to find a transaction again after a restart of the agent. Opaque: only the engine that made it reads it. Everyone else
/// keeps it, and hands it back.
/// </summary>
/// <param name="Text">The engine's own words. The journal holds them as they are, as it has held PackageKit's object path ever since, so that old
/// records are read and an older agent reads new ones.</param>
[JsonConverter(typeof(TransactionHandleConverter))]
internal readonly record struct TransactionHandle(string Text);

/// <summary>A handle is one string in the journal.</summary>
internal sealed class TransactionHandleConverter : JsonConverter<TransactionHandle>
{
    public override TransactionHandle Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? new TransactionHandle(reader.GetString()!) : throw new JsonException("a transaction's handle is a string");

    public override void Write(Utf8JsonWriter writer, TransactionHandle value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
