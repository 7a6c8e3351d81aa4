using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Tests.Api.OpenApi;

/// <summary>JSON schemas of the wire documents, from the metadata of the serializer.</summary>
internal sealed class WireSchemas
{
    private static readonly JsonSerializerOptions ByReflection =
        new(ApiJson.Default.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private readonly SourceComments _comments = new();
    private readonly SortedDictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal);

    /// <summary>All schemas referenced so far.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode>> All => _schemas;

    /// <summary>Returns a reference to the schema of a type, and builds the schema when it is new.</summary>
    public JsonObject Reference(Type type)
    {
        if (!_schemas.ContainsKey(type.Name))
        {
            _schemas[type.Name] = new JsonObject(); // a type that holds itself ends here
            _schemas[type.Name] = Export(TypeInfo(type));
        }
        return Reference(type.Name);
    }

    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    /// <summary>
    /// Metadata by reflection. The daemon itself writes with generated or hand-written code, which tests compare with this.
    /// </summary>
    public static JsonTypeInfo TypeInfo(Type type) => ByReflection.GetTypeInfo(type);

    private JsonNode Export(JsonTypeInfo type) => type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) => Transform(context, schema),
    });

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = context.TypeInfo;
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (plain == typeof(WireTime))
        {
            schema = Typed("string", "date-time", plain != type.Type);
        }
        else if (type.Kind == JsonTypeInfoKind.Object && context.Path.Length > 0)
        {
            schema = OrNull(context, Reference(type.Type));
        }
        else if (context.PropertyInfo is { } words && Word(words) is { } list)
        {
            schema = OrNull(context, Reference(list));
        }
        else if (schema is JsonObject { } reference && reference["$ref"] is JsonValue)
        {
            // The exporter points back to where it met the type first.
            schema = type.Kind == JsonTypeInfoKind.Object ? OrNull(context, Reference(type.Type)) : Export(type);
        }

        if (plain == typeof(long) && schema is JsonObject wide)
        {
            wide["format"] = "int64"; // A generated client takes 32 bits for an integer without it, and the numbers of jobs need more.
        }

        if (type.Kind == JsonTypeInfoKind.Object && context.Path.Length == 0)
        {
            Complete((JsonObject)schema, type.Type);
        }
        if (context.PropertyInfo is { } left && IsLeftOut(left) && schema is JsonObject { } optional && optional["type"] is JsonArray)
        {
            optional["type"] = optional["type"]!.AsArray().Select(t => t!.GetValue<string>()).First(t => t != "null");
        }

        return Described(schema, context);
    }

    /// <summary>The list that the words of a member are from; null for free text.</summary>
    private static string? Word(JsonPropertyInfo property) =>
        Properties(property.DeclaringType).FirstOrDefault(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name) == property.Name)
            is { } member ? WireWords.Of(member.DeclaringType!.Name, member.Name) : null;

    /// <summary>A member that may be null says so; one that is left out instead never is.</summary>
    private static JsonObject OrNull(JsonSchemaExporterContext context, JsonObject reference) =>
        context.PropertyInfo is { IsGetNullable: true } property && !IsLeftOut(property)
            ? new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) }
            : reference;

    private static bool IsLeftOut(JsonPropertyInfo property) =>
        Properties(property.DeclaringType).FirstOrDefault(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name) == property.Name)
            ?.GetCustomAttribute<JsonIgnoreAttribute>() is not null;

    /// <summary>Every member is always written, except those marked otherwise, and there are no others.</summary>
    private void Complete(JsonObject schema, Type type)
    {
        schema["additionalProperties"] = false;
        schema["required"] = new JsonArray([.. Properties(type).Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Select(p => (JsonNode)System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name))]);
        if (_comments.OfType(type.Name) is { } text)
        {
            schema["description"] = text;
        }
    }

    private JsonNode Described(JsonNode schema, JsonSchemaExporterContext context)
    {
        if (context.PropertyInfo is { } property && schema is JsonObject node && context.Path.Length == 2
            && Properties(property.DeclaringType)
                .FirstOrDefault(p => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name) == property.Name) is { } member
            && (_comments.OfMember(context.BaseTypeInfo?.Type.Name ?? member.DeclaringType!.Name,
                member.Name) ?? _comments.OfMember(member.DeclaringType!.Name, member.Name)) is { } text)
        {
            node["description"] = text;
        }
        return schema;
    }

    private static JsonObject Typed(string type, string format, bool nullable) => new()
    {
        ["type"] = nullable ? new JsonArray(type, "null") : type,
        ["format"] = format,
    };

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.DeclaringType == type ? 1 : 0);
}
