using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LinuxPatchApi.Api;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Metrics;

namespace LinuxPatchApi.Tests.Api.OpenApi;

/// <summary>Builds the OpenAPI document from the route table, the wire documents and <see cref="Operations"/>.</summary>
internal sealed class OpenApiBuilder
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly WireSchemas _schemas = new();

    /// <summary>The route table of the daemon; its handlers are never called.</summary>
    public static IReadOnlyList<Route<ApiRoute>> Routes { get; } = LinuxPatchApi.Api.Routes.Table(
    [
        Bare<HealthApi>(), Bare<SystemApi>(), Bare<ServicesApi>(), Bare<RestartsApi>(), Bare<DoctorApi>(), Bare<RepairApi>(),
        Bare<RebootApi>(), Bare<PackagesApi>(), Bare<PackageChangesApi>(), Bare<PatchesApi>(), Bare<ApplyApi>(), Bare<JobsApi>(),
        Bare<WatchApi>(), Bare<RollbackApi>(), Bare<MetricsApi>(),
    ]).Routes;

    public string Build()
    {
        var paths = new JsonObject();
        foreach (var path in Routes.GroupBy(r => r.Template))
        {
            paths[path.Key] = new JsonObject(
                path.Select(route => KeyValuePair.Create(route.Method.ToLowerInvariant(), (JsonNode?)Operation(route))));
        }
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = JsonNode.Parse("""
                {"title":"linux-patch-api","version":"v1",
                "description":"Patches a Linux host. Paths that answer GET answer HEAD. Unknown members and parameters are refused.",
                "license":{"name":"Apache-2.0","identifier":"Apache-2.0"}}
                """),
            ["servers"] = JsonNode.Parse("""[{"url":"https://{host}:12443","variables":{"host":{"default":"localhost"}}}]"""),
            ["security"] = JsonNode.Parse("""[{"mutualTLS":[]}]"""),
            ["paths"] = paths,
            ["components"] = Components(),
        };
        return document.ToJsonString(Indented) + "\n";
    }

    private JsonObject Operation(Route<ApiRoute> route)
    {
        var operation = Operations.All[route.Value.Operation];
        var result = new JsonObject
        {
            ["operationId"] = route.Value.Operation,
            ["tags"] = new JsonArray(operation.Tag),
            ["summary"] = operation.Summary,
            ["x-required-role"] = AccessRoles.WireName(route.Value.Role)
        };
        var parameters = route.Template.Split('/').Where(s => s.StartsWith('{'))
            .Select(s => PathParameter(s.Trim('{', '}'), route.Value.Operation))
            .Concat(operation.Parameters.Select(p =>
                new JsonObject { ["name"] = p.Name, ["in"] = "query", ["schema"] = JsonNode.Parse(p.Schema) }))
            .Concat(route.Value.Kind == ApiRouteKind.Change ? [IdempotencyKey()] : [])
            .Concat(operation.Answers.Any(a => a.Status == 304) ? [IfNoneMatch()] : []);
        if (parameters.ToArray<JsonNode>() is { Length: > 0 } all)
        {
            result["parameters"] = new JsonArray(all);
        }
        if (operation.Body is { } body)
        {
            result["requestBody"] = new JsonObject { ["required"] = body.Required, ["content"] = Json(WireSchemas.Reference(body.Schema)) };
        }
        result["responses"] = Responses(operation, route);
        return result;
    }

    private JsonObject Responses(Operation operation, Route<ApiRoute> route)
    {
        var responses = new JsonObject();
        foreach (var (status, data) in operation.Answers)
        {
            if (status is 101 or 204 or 304)
            {
                responses[status.ToString()] = new JsonObject
                {
                    ["description"] = status switch
                    {
                        101 => "The connection is a WebSocket.",
                        204 => "There is nothing more to tell.",
                        _ => "Nothing has changed since the answer whose ETag is in If-None-Match.",
                    },
                };
                continue;
            }
            responses[status.ToString()] = new JsonObject
            {
                ["description"] = status == 202 ? "The job is on disk and waits for its turn." : operation.Answers.Any(a => a.Status == 202)
                    ? "The plan of a dry run." : "Success.",
                ["content"] = data == typeof(string) ? Text("text/event-stream")
                    : data == typeof(MetricsWriter) ? Text("text/plain")
                    : Json(data is null ? new JsonObject { ["type"] = "object" } : Success(_schemas.Reference(data))),
            };
        }
        foreach (var group in Reasons(operation, route).Distinct().Select(ApiReasonTable.Of).GroupBy(e => e.Status).OrderBy(g => g.Key))
        {
            responses[group.Key.ToString()] = Refusal(group);
        }
        responses["default"] = new JsonObject
        {
            ["description"] = "An error of the HTTP layer, in the same envelope.",
            ["content"] = Json(WireSchemas.Reference("ErrorEnvelope"))
        };
        return responses;
    }

    private static IEnumerable<ApiReason> Reasons(Operation operation, Route<ApiRoute> route)
    {
        ApiReason[] common = [ApiReason.InvalidRequest, ApiReason.Forbidden, ApiReason.InternalError];
        var media = route.Value.Kind == ApiRouteKind.Change ? new[] { ApiReason.UnsupportedMediaType } : [];
        var origin = route.Value.Kind == ApiRouteKind.Change || route.Value.IsWatch ? new[] { ApiReason.OriginRefused } : [];
        var key = route.Value.Kind == ApiRouteKind.Change ? new[] { ApiReason.IdempotencyKeyReused } : [];
        var rate = route.Value.Kind == ApiRouteKind.Vital ? [] : new[] { ApiReason.RateLimited };
        return common.Concat(media).Concat(origin).Concat(key).Concat(rate).Concat(operation.Reasons);
    }

    private static JsonObject Refusal(IEnumerable<ApiReasonEntry> entries)
    {
        var codes = entries.Select(e => e.Code).Order(StringComparer.Ordinal).ToList();
        var response = new JsonObject
        {
            ["description"] = string.Join(", ", codes),
            ["content"] = Json(WireSchemas.Reference("ErrorEnvelope")),
        };
        if (entries.Any(e => e.RetryAfterSeconds is not null || e.Code == "RATE_LIMITED"))
        {
            response["headers"] = JsonNode.Parse("""{"Retry-After":{"description":"Seconds.","schema":{"type":"integer"}}}""");
        }
        return response;
    }

    /// <summary>References the schema of the envelope instead of repeating it, because the document is part of the binary.</summary>
    private static JsonObject Success(JsonNode data) => new()
    {
        ["allOf"] = new JsonArray(
            WireSchemas.Reference("Envelope"), new JsonObject { ["properties"] = new JsonObject { ["data"] = data } }),
    };

    private static JsonObject Envelope(JsonNode data, JsonNode error, bool success) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("success", "request_id", "timestamp", "data", "error"),
        ["properties"] = new JsonObject
        {
            ["success"] = new JsonObject { ["const"] = success },
            ["request_id"] = JsonNode.Parse("""{"type":"string","format":"uuid"}"""),
            ["timestamp"] = JsonNode.Parse("""{"type":"string","format":"date-time"}"""),
            ["data"] = data,
            ["error"] = error,
        },
    };

    private JsonObject Components()
    {
        _schemas.Reference(typeof(LinuxPatchApi.Api.Contracts.PlanChangedDetails));
        var schemas = new SortedDictionary<string, JsonNode>(_schemas.All.ToDictionary(), StringComparer.Ordinal);
        foreach (var name in RequestSchemas.All.Keys)
        {
            schemas.Add(name, RequestSchemas.Of(name));
        }
        schemas.Add("Envelope", Envelope(new JsonObject { ["type"] = "object" }, new JsonObject { ["type"] = "null" }, true));
        schemas.Add("ErrorEnvelope", Envelope(new JsonObject { ["type"] = "null" }, WireSchemas.Reference("Error"), false));
        return new JsonObject
        {
            ["securitySchemes"] = JsonNode.Parse("""
                {"mutualTLS":{"type":"mutualTLS",
                "description":"A client certificate of the configured authority, TLS 1.3, from an allowed address."}}
                """),
            ["schemas"] = new JsonObject(schemas.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))),
        };
    }

    private static JsonObject IfNoneMatch() => new()
    {
        ["name"] = "If-None-Match",
        ["in"] = "header",
        ["description"] = "The ETag of an answer that the client has.",
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject IdempotencyKey() => new()
    {
        ["name"] = LinuxPatchApi.Api.Idempotency.IdempotencyRules.Header,
        ["in"] = "header",
        ["description"] = "Repeating a key within 24 hours repeats the first answer; with another request it is refused.",
        ["schema"] = JsonNode.Parse("""{"type":"string","pattern":"^[!-~]{1,128}$"}"""),
    };

    private static JsonObject PathParameter(string name, string operation) => new()
    {
        ["name"] = name,
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = name == "id" ? JsonNode.Parse("""{"type":"string","format":"uuid"}""")
            : operation == "getService" ? JsonNode.Parse("""{"type":"string","description":"A unit; without a suffix a service."}""")
            : WireSchemas.Reference("PackageName"),
    };

    private static JsonObject Text(string type) => new()
    {
        [type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } },
    };

    private static JsonObject Json(JsonNode schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static T Bare<T>() where T : class => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
}
