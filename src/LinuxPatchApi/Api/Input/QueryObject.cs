using System.Globalization;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Api.Input;

/// <summary>Reads query parameters; refuses unknown and repeated ones. Keeps the first failure; later reads may return defaults.</summary>
internal sealed class QueryObject(QueryString query)
{
    private readonly List<string> _known = [];

    public InputFailure? Failure { get; private set; }

    public string? Text(string name, Func<string, bool> isValid, string rule)
    {
        var value = Find(name);
        return value is null || isValid(value) ? value : Fail<string>(name, rule);
    }

    /// <summary>Returns one of the allowed values; the fallback when the parameter is absent or invalid.</summary>
    public string Choice(string name, string fallback, params ReadOnlySpan<string> allowed)
    {
        var value = Find(name);
        if (value is null)
        {
            return fallback;
        }

        return allowed.Contains(value) ? value : Fail<string>(name, UnknownName.Choice(value, [.. allowed])) ?? fallback;
    }

    public bool? Bool(string name) => Find(name) switch
    {
        null => null,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => Fail<bool?>(name, "must be true or false"),
    };

    public int? Int(string name, int minimum, int maximum)
    {
        var value = Find(name);
        return value is null ? null
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                && parsed >= minimum && parsed <= maximum ? parsed
            : Fail<int?>(name, $"must be a whole number from {minimum} to {maximum}");
    }

    /// <summary>Returns the first failure; null when every parameter is known and valid.</summary>
    public InputFailure? Finish()
    {
        for (var i = 0; i < query.Parameters.Count; i++)
        {
            var name = query.Parameters[i].Key;
            if (Failure is null && !_known.Contains(name))
            {
                Fail<string>(name, _known.Count == 0
                    ? "is not known here; this path takes no query"
                    : UnknownName.Rule(name, _known.Distinct(StringComparer.Ordinal)));
            }
        }

        return Failure;
    }

    private string? Find(string name)
    {
        _known.Add(name);
        if (query.CountOf(name) > 1)
        {
            return Fail<string>(name, "is given more than once");
        }

        return query.Get(name);
    }

    private T? Fail<T>(string name, string rule)
    {
        Failure ??= new InputFailure(ApiReason.InvalidRequest, name, rule);
        return default;
    }
}
