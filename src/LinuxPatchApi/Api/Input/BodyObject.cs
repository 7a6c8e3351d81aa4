using System.Text.Json;
using LinuxPatchApi.Api.Answers;

namespace LinuxPatchApi.Api.Input;

/// <summary>
/// Reads the members of one JSON object and refuses unknown ones: a mistyped option once meant "upgrade everything" (contract section 3).
/// Keeps the first failure; later reads may return defaults.
/// </summary>
internal sealed class BodyObject(JsonElement element, string path)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public InputFailure? Failure { get; private set; }

    public static BodyObject Empty() => new(default, "");

    /// <summary>True when the member is present and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    public bool? Bool(params ReadOnlySpan<string> names) => FindOne(names) switch
    {
        null => null,
        { Value.ValueKind: JsonValueKind.True } => true,
        { Value.ValueKind: JsonValueKind.False } => false,
        { Name: var name } => Fail<bool?>(name, "must be true or false"),
    };

    public int? Int(string name, int minimum, int maximum)
    {
        var value = Find(name);
        return value is null ? null
            : value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var parsed)
                && parsed >= minimum && parsed <= maximum ? parsed
            : Fail<int?>(name, $"must be a whole number from {minimum} to {maximum}");
    }

    /// <summary>Returns a whole number of any size; one beyond 64 bits as the largest.</summary>
    public long? Long(string name)
    {
        var value = Find(name);
        return value is null ? null
            : value is not { ValueKind: JsonValueKind.Number } number ? Fail<long?>(name, "must be a whole number")
            : number.TryGetInt64(out var parsed) ? parsed
            : number.TryGetUInt64(out _) ? long.MaxValue
            : Fail<long?>(name, "must be a whole number");
    }

    public string? Text(string name, Func<string, bool> isValid, string rule, ApiReason reason = ApiReason.InvalidRequest)
    {
        var value = Find(name);
        return value is null ? null
            : value is { ValueKind: JsonValueKind.String } text && text.GetString() is { } parsed && isValid(parsed) ? parsed
            : Fail<string>(name, rule, reason);
    }

    public IReadOnlyList<string>? Texts(
        string name, Func<string, bool> isValid, string rule, int maximum, ApiReason reason = ApiReason.InvalidRequest)
    {
        if (Array(name, maximum) is not { } items)
        {
            return null;
        }

        var texts = new List<string>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].ValueKind != JsonValueKind.String || items[i].GetString() is not { } text || !isValid(text))
            {
                return Fail<IReadOnlyList<string>>($"{name}[{i}]", rule, reason);
            }

            texts.Add(text);
        }

        return texts;
    }

    public IReadOnlyList<JsonElement>? Array(string name, int maximum)
    {
        var value = Find(name);
        if (value is null)
        {
            return null;
        }

        return value is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() <= maximum
            ? [.. array.EnumerateArray()]
            : Fail<IReadOnlyList<JsonElement>>(name, $"must be an array of at most {maximum} items");
    }

    /// <summary>Returns a nested object; null when absent. Its members are checked by its own <see cref="Finish"/>.</summary>
    public BodyObject? Object(string name)
    {
        var value = Find(name);
        return value is null ? null
            : value is { ValueKind: JsonValueKind.Object } inner ? new BodyObject(inner, PathOf(name))
            : Fail<BodyObject>(name, "must be an object");
    }

    /// <summary>Returns the first failure; null when every member is known and valid.</summary>
    public InputFailure? Finish(params ReadOnlySpan<BodyObject?> inner)
    {
        if (Failure is null && element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (!_known.Contains(member.Name))
                {
                    Fail<string>(member.Name, UnknownName.Rule(member.Name, _known));
                    break;
                }
            }
        }

        foreach (var part in inner)
        {
            Failure ??= part?.Finish();
        }

        return Failure;
    }

    public T? Fail<T>(string name, string rule, ApiReason reason = ApiReason.InvalidRequest)
    {
        Failure ??= new InputFailure(reason, PathOf(name), rule);
        return default;
    }

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>Finds a member under one of several names. Fails when more than one is given.</summary>
    private (string Name, JsonElement Value)? FindOne(ReadOnlySpan<string> names)
    {
        (string, JsonElement)? found = null;
        foreach (var name in names)
        {
            if (Find(name) is { } value)
            {
                if (found is not null)
                {
                    Fail<string>(name, $"is another name of {found.Value.Item1}; give one of them");
                }

                found ??= (name, value);
            }
        }

        return found;
    }
}
