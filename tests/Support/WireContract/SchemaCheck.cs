using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LinuxPatchApi.WireContract;

/// <summary>
/// Holds a JSON value against a schema of the OpenAPI document. Knows the keywords that the document uses and refuses all others, so that
/// no rule is passed over.
/// </summary>
/// <param name="root">The document that references lead into.</param>
internal sealed partial class SchemaCheck(JsonElement root)
{
    /// <summary>Keywords that say nothing about the value.</summary>
    private static readonly HashSet<string> Descriptive =
        new(["description", "default", "example", "examples", "title", "deprecated"], StringComparer.Ordinal);

    private readonly List<string> _problems = [];

    /// <summary>Returns what breaks the schema, each with the path of the value; empty when nothing does.</summary>
    public static IReadOnlyList<string> Of(JsonElement root, JsonElement schema, JsonElement value, string path)
    {
        var check = new SchemaCheck(root);
        check.Check(schema, value, path);
        return check._problems;
    }

    private void Check(JsonElement schema, JsonElement value, string path)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "$ref":
                    Check(Target(root, keyword.Value.GetString()!), value, path);
                    break;
                case "allOf":
                    foreach (var part in keyword.Value.EnumerateArray())
                    {
                        Check(part, value, path);
                    }

                    break;
                case "anyOf":
                    CheckAny(keyword.Value, value, path);
                    break;
                case "type":
                    var types = Types(keyword.Value);
                    Require(types.Contains(TypeOf(value)) || (TypeOf(value) == "integer" && types.Contains("number")),
                        path, $"is {TypeOf(value)}, must be {string.Join(" or ", types)}");
                    break;
                case "enum":
                    Require(keyword.Value.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)),
                        path, $"{Short(value)} is none of {keyword.Value.GetRawText()}");
                    break;
                case "const":
                    Require(JsonElement.DeepEquals(keyword.Value, value), path, $"{Short(value)} is not {keyword.Value.GetRawText()}");
                    break;
                case "format":
                    CheckFormat(keyword.Value.GetString()!, value, path);
                    break;
                case "pattern":
                    Require(value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!),
                        path, $"{Short(value)} does not match {keyword.Value}");
                    break;
                case "minimum":
                    Require(
                        value.ValueKind != JsonValueKind.Number || value.GetDouble() >= keyword.Value.GetDouble(),
                        path,
                        "is too small");
                    break;
                case "maximum":
                    Require(
                        value.ValueKind != JsonValueKind.Number || value.GetDouble() <= keyword.Value.GetDouble(),
                        path,
                        "is too large");
                    break;
                case "minLength":
                    Require(
                        value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= keyword.Value.GetInt32(),
                        path,
                        "is too short");
                    break;
                case "maxLength":
                    Require(
                        value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= keyword.Value.GetInt32(),
                        path,
                        "is too long");
                    break;
                case "minItems":
                    Require(
                        value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= keyword.Value.GetInt32(),
                        path,
                        "has too few items");
                    break;
                case "maxItems":
                    Require(
                        value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= keyword.Value.GetInt32(),
                        path,
                        "has too many items");
                    break;
                case "items":
                    CheckItems(keyword.Value, value, path);
                    break;
                case "required":
                    CheckRequired(keyword.Value, value, path);
                    break;
                case "properties":
                    CheckProperties(keyword.Value, value, path);
                    break;
                case "additionalProperties":
                    CheckOthers(schema, keyword.Value, value, path);
                    break;
                default:
                    Require(
                        Descriptive.Contains(keyword.Name), path, $"has a schema with the keyword {keyword.Name}, which this check lacks");
                    break;
            }
        }
    }

    /// <summary>Returns what a reference leads to.</summary>
    public static JsonElement Target(JsonElement root, string reference)
    {
        var target = root;
        foreach (var part in reference.Split('/').Skip(1))
        {
            target = target.GetProperty(part);
        }

        return target;
    }

    private void CheckAny(JsonElement choices, JsonElement value, string path)
    {
        var failures = choices.EnumerateArray().Select(choice => Of(root, choice, value, path)).ToList();
        if (failures.All(f => f.Count > 0))
        {
            // The choice with the fewest problems is the one that was meant: null has one for every object.
            _problems.AddRange(value.ValueKind == JsonValueKind.Null ? failures[^1] : failures[0]);
        }
    }

    private void CheckFormat(string format, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return;
        }

        var text = value.GetString()!;
        Require(format switch
        {
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "date-time" => Time().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            _ => false,
        }, path, $"{Short(value)} is no {format} as the contract has it");
    }

    private void CheckItems(JsonElement items, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Check(items, item, $"{path}[{index++}]");
            }
        }
    }

    private void CheckRequired(JsonElement names, JsonElement value, string path)
    {
        foreach (var name in names.EnumerateArray().Where(_ => value.ValueKind == JsonValueKind.Object))
        {
            Require(value.TryGetProperty(name.GetString()!, out _), path, $"lacks {name}");
        }
    }

    private void CheckProperties(JsonElement properties, JsonElement value, string path)
    {
        foreach (var property in properties.EnumerateObject().Where(_ => value.ValueKind == JsonValueKind.Object))
        {
            if (value.TryGetProperty(property.Name, out var member))
            {
                Check(property.Value, member, $"{path}.{property.Name}");
            }
        }
    }

    private void CheckOthers(JsonElement schema, JsonElement rule, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
        foreach (var member in value.EnumerateObject())
        {
            if (known.ValueKind == JsonValueKind.Object && known.TryGetProperty(member.Name, out _))
            {
                continue;
            }

            if (rule.ValueKind == JsonValueKind.False)
            {
                _problems.Add($"{path}.{member.Name} is not described");
            }
            else if (rule.ValueKind == JsonValueKind.Object)
            {
                Check(rule, member.Value, $"{path}.{member.Name}");
            }
        }
    }

    private void Require(bool isKept, string path, string problem)
    {
        if (!isKept)
        {
            _problems.Add($"{path} {problem}");
        }
    }

    private static IReadOnlyList<string> Types(JsonElement types) => types.ValueKind == JsonValueKind.Array
        ? [.. types.EnumerateArray().Select(t => t.GetString()!)]
        : [types.GetString()!];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Null => "null",
        JsonValueKind.Number => value.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? "integer" : "number",
        _ => "nothing",
    };

    private static string Short(JsonElement value) => value.GetRawText() is { Length: > 80 } text ? text[..80] + "…" : value.GetRawText();

    /// <summary>RFC 3339 in UTC with exactly three decimals (contract section 2), so that times sort as text.</summary>
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Time();
}
