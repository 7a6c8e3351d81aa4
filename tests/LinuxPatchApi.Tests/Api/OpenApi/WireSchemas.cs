using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Api.Contracts;

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
        if (plain == typeof(DateTimeOffset))
        {
            schema = Typed("string", "date-time", plain != type.Type);
        }
        else if (type.Kind == JsonTypeInfoKind.Object && context.Path.Length > 0)
        {
            schema = Reference(type.Type);
        }
        else if (schema is JsonObject { } reference && reference["$ref"] is JsonValue)
        {
            schema = Export(type); // the exporter points back to where it met the type first
        }

        if (type.Kind == JsonTypeInfoKind.Object && context.Path.Length == 0)
        {
            Complete((JsonObject)schema, type.Type);
        }
        return Described(schema, context);
    }

    /// <summary>Every member is always written, except those marked otherwise, and there are no others.</summary>
    private void Complete(JsonObject schema, Type type)
    {
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
