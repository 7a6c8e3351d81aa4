using System.Text.Json;
using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>
/// Identifies a transaction to its engine after a restart of the agent. Opaque: only the engine that created it reads it.
/// </summary>
/// <param name="Text">The engine's own text. The journal stores it unchanged, as it has always stored PackageKit's object path, so that
/// old records can be read and an older agent can read new ones.</param>
[JsonConverter(typeof(TransactionHandleConverter))]
internal readonly record struct TransactionHandle(string Text);

/// <summary>The journal's format of a handle: one string.</summary>
internal sealed class TransactionHandleConverter : JsonConverter<TransactionHandle>
{
    public override TransactionHandle Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? new TransactionHandle(reader.GetString()!)
            : throw new JsonException("a transaction's handle is a string");

    public override void Write(Utf8JsonWriter writer, TransactionHandle value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Text);
}
