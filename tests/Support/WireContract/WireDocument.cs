using System.Globalization;
using System.Text.Json;

namespace LinuxPatchApi.WireContract;

/// <summary>The OpenAPI document as a strict reader of answers: what it does not describe is a failure.</summary>
internal sealed class WireDocument
{
    /// <summary>Fields of HTTP itself, which the document does not repeat (RFC 9110, 9112, 6455).</summary>
    private static readonly HashSet<string> Transport = new(
        ["Date", "Content-Length", "Content-Type", "Connection", "Transfer-Encoding", "Upgrade", "Keep-Alive", "Sec-WebSocket-Accept"],
        StringComparer.OrdinalIgnoreCase);

    private readonly JsonElement _root;
    private readonly List<(string[] Segments, JsonElement Path)> _paths = [];

    private WireDocument(JsonElement root)
    {
        _root = root;
        foreach (var path in root.GetProperty("paths").EnumerateObject())
        {
            _paths.Add((path.Name.Split('/'), path.Value));
        }
    }

    /// <param name="repository">The root of the checkout.</param>
    public static WireDocument Load(string repository) =>
        Parse(File.ReadAllBytes(Path.Combine(repository, "src/LinuxPatchApi/Api/OpenApi/openapi.json")));

    public static WireDocument Parse(ReadOnlyMemory<byte> json) => new(JsonDocument.Parse(json).RootElement);

    /// <summary>Returns what in an answer is not as described; empty when everything is.</summary>
    /// <param name="path">With or without a query.</param>
    public IReadOnlyList<string> Check(
        string method, string path, int status, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body)
    {
        var problems = new List<string>();
        var response = Find(method, path.Split('?')[0], status);
        if (response is not { } described)
        {
            return [$"{method} {path}: the status {status} is not described"];
        }

        foreach (var name in headers.Keys.Where(name => !Transport.Contains(name) && Header(described, name) is null))
        {
            problems.Add($"the header {name} is not described");
        }

        foreach (var header in Members(described, "headers"))
        {
            var target = Resolve(header.Value);
            if (headers.TryGetValue(header.Name, out var value))
            {
                problems.AddRange(Text(target.GetProperty("schema"), value, header.Name));
            }
            else if (target.TryGetProperty("required", out var required) && required.GetBoolean())
            {
                problems.Add($"the header {header.Name} is missing");
            }
        }

        CheckBody(described, method, headers, body, problems);
        return problems;
    }

    /// <summary>Returns what in a frame of a WebSocket or an event stream is not as described.</summary>
    public IReadOnlyList<string> CheckFrame(ReadOnlyMemory<byte> json) => Named("JobFrame", json);

    /// <summary>Returns what in a value is not as the named schema says.</summary>
    public IReadOnlyList<string> Named(string schema, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return SchemaCheck.Of(
            _root, _root.GetProperty("components").GetProperty("schemas").GetProperty(schema), document.RootElement, schema);
    }

    private void CheckBody(
        JsonElement described, string method, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, List<string> problems)
    {
        var content = Members(described, "content").ToList();
        if (body.IsEmpty || content.Count == 0)
        {
            if (!body.IsEmpty || (content.Count > 0 && method != "HEAD"))
            {
                problems.Add(body.IsEmpty ? "the body is missing" : "a body is not described");
            }

            return;
        }

        var type = headers.GetValueOrDefault("Content-Type", "").Split(';')[0].Trim();
        if (content.FirstOrDefault(c => c.Name == type) is not { Value.ValueKind: JsonValueKind.Object } media)
        {
            problems.Add($"the type '{type}' is not described");
        }
        else if (type == "application/json")
        {
            using var document = JsonDocument.Parse(body);
            problems.AddRange(SchemaCheck.Of(_root, media.Value.GetProperty("schema"), document.RootElement, ""));
        }
    }

    /// <summary>
    /// Returns the description of a status; null when there is none. What no operation answers, the router and the HTTP layer do, with
    /// responses of their own; only errors may be left to the default.
    /// </summary>
    private JsonElement? Find(string method, string path, int status)
    {
        var shared = _root.GetProperty("components").GetProperty("responses");
        var isFound = Operation(method, path) is { } operation
            ? operation.GetProperty("responses").TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var response)
            : _root.GetProperty("x-unrouted").TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out response);
        return isFound ? Resolve(response) : status >= 400 ? shared.GetProperty("HttpError") : null;
    }

    private JsonElement? Operation(string method, string path)
    {
        var segments = path.Split('/');
        var matching = _paths.Where(p => p.Segments.Length == segments.Length
                && p.Segments.Zip(segments).All(
                    pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.Length > 0)))
            .OrderBy(p => p.Segments.Count(s => s.StartsWith('{')));
        foreach (var (_, item) in matching)
        {
            if (item.TryGetProperty(method == "HEAD" ? "get" : method.ToLowerInvariant(), out var operation))
            {
                return operation;
            }
        }

        return null;
    }

    private JsonElement? Header(JsonElement response, string name)
    {
        foreach (var header in Members(response, "headers"))
        {
            if (string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return Resolve(header.Value);
            }
        }

        return null;
    }

    private IReadOnlyList<string> Text(JsonElement schema, string value, string path)
    {
        var isNumber = schema.TryGetProperty("type", out var type) && type.GetString() == "integer" && long.TryParse(value, out _);
        using var document = JsonDocument.Parse(isNumber ? value : JsonSerializer.Serialize(value));
        return SchemaCheck.Of(_root, schema, document.RootElement, path);
    }

    private JsonElement Resolve(JsonElement element) =>
        element.TryGetProperty("$ref", out var reference) ? SchemaCheck.Target(_root, reference.GetString()!) : element;

    private static IEnumerable<JsonProperty> Members(JsonElement element, string name) =>
        element.TryGetProperty(name, out var members) ? members.EnumerateObject() : [];
}
