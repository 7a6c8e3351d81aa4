using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LinuxPatchApi.Api;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Handlers;
using LinuxPatchApi.Api.Polling;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Api.SelfUpdates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Routing;
using LinuxPatchApi.Metrics;
using LinuxPatchApi.Page;

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
    private readonly Dictionary<string, JsonObject> _answers = new(StringComparer.Ordinal);

    /// <summary>By schema, from the answers of an agent in the test bed.</summary>
    public static JsonObject Examples { get; } = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Support.Repository.Root, "tests/LinuxPatchApi.Tests/Api/OpenApi/examples.json")))!.AsObject();

    /// <summary>The route table of the daemon; its handlers are never called.</summary>
    public static IReadOnlyList<Route<ApiRoute>> Routes { get; } = LinuxPatchApi.Api.Routes.Table(
    [
        Bare<HealthApi>(), Bare<SystemApi>(), Bare<SummaryApi>(), Bare<ServicesApi>(), Bare<RestartsApi>(), Bare<DoctorApi>(),
        Bare<RepairApi>(), Bare<SelfUpdateApi>(),
        Bare<RebootApi>(), Bare<PackagesApi>(), Bare<PackageChangesApi>(), Bare<PatchesApi>(), Bare<ApplyApi>(), Bare<JobsApi>(),
        Bare<WatchApi>(), Bare<RollbackApi>(), Bare<MetricsApi>(), Bare<PageApi>(),
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
            ["info"] = new JsonObject
            {
                ["title"] = "linux-patch-api",
                ["version"] = File.ReadAllText(Path.Combine(Support.Repository.Root, "VERSION")).Trim(),
                ["description"] = "Patches a Linux host. Paths that answer GET answer HEAD. Unknown members and parameters are refused. "
                    + "Every answer has exactly the members that are described here; the words and codes of a list may grow.",
                ["contact"] = JsonNode.Parse("""{"name":"The maintainers of linux-patch-api"}"""),
                ["license"] = JsonNode.Parse("""{"name":"Apache-2.0","identifier":"Apache-2.0"}"""),
            },
            ["tags"] = JsonNode.Parse("""
                [{"name":"system","description":"The host, its health, services and reboots, and the agent itself."},
                {"name":"packages","description":"Installed and available packages, and their changes."},
                {"name":"patches","description":"Offered updates, and applying them."},
                {"name":"jobs","description":"What was admitted: its progress, its end and its undo."}]
                """),
            ["servers"] = JsonNode.Parse("""[{"url":"https://{host}:12443","variables":{"host":{"default":"localhost"}}}]"""),
            ["security"] = JsonNode.Parse("""[{"mutualTLS":[]}]"""),
            ["paths"] = paths,
            ["components"] = Components(),
            ["x-unrouted"] = UnroutedResponses(),
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
            ["description"] = OperationTexts.Of(route.Value.Operation),
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
            var content = Json(WireSchemas.Reference(body.Schema));
            if (OperationTexts.Request(body.Schema) is { } example)
            {
                content["application/json"]!["example"] = JsonNode.Parse(example);
            }

            result["requestBody"] = new JsonObject { ["required"] = body.Required, ["content"] = content };
        }
        result["responses"] = Responses(operation, route);
        return result;
    }

    private JsonObject Responses(Operation operation, Route<ApiRoute> route)
    {
        var responses = new JsonObject();
        foreach (var (status, data) in operation.Answers)
        {
            var page = route.Value.Operation == "getPage" ? PageHeaders : [];
            if (status is 101 or 204 or 304)
            {
                responses[status.ToString()] = new JsonObject
                {
                    ["headers"] = Headers(status == 304 ? ["ETag", .. page] : []),
                    ["description"] = status switch
                    {
                        101 => "The connection is a WebSocket.",
                        204 => "There is nothing more to tell.",
                        _ => "Nothing has changed since the answer whose ETag is in If-None-Match.",
                    },
                };
                continue;
            }
            string[] further = operation.Answers.Any(a => a.Status == 304) ? ["ETag", .. page]
                : data == typeof(string) ? ["X-Accel-Buffering"] : [];
            responses[status.ToString()] = new JsonObject
            {
                ["headers"] = Headers(further),
                ["description"] = status == 202 ? "The job is on disk and waits for its turn." : operation.Answers.Any(a => a.Status == 202)
                    ? "The plan of a dry run." : "Success.",
                ["content"] = data == typeof(string) ? Events()
                    : data == typeof(MetricsWriter) ? Text("text/plain", "The Prometheus text format.")
                    : route.Value.Operation == "getPage" ? Page(data!)
                    : Json(data is null ? new JsonObject { ["type"] = "object" } : Success(data)),
            };
        }
        foreach (var group in Reasons(operation, route).Distinct().Select(ApiReasonTable.Of).GroupBy(e => e.Status).OrderBy(g => g.Key))
        {
            responses[group.Key.ToString()] = Refusal(group);
        }

        responses["default"] = new JsonObject { ["$ref"] = "#/components/responses/HttpError" };
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

    /// <summary>A refusal with one of these codes, and no other.</summary>
    private static JsonObject Refusal(IEnumerable<ApiReasonEntry> entries)
    {
        // The HTTP layer too answers 503, before any operation.
        var overloaded = entries.Any(e => e.Status == 503) ? new[] { "OVERLOADED" } : [];
        var codes = entries.Select(e => e.Code).Concat(overloaded).Order(StringComparer.Ordinal).Distinct().ToList();
        var retry = entries.All(e => e.RetryAfterSeconds is not null || e.Code == "RATE_LIMITED") ? "Retry-After" : null;
        return Refusal(
            string.Join(", ", codes),
            codes,
            [
                .. retry is not null ? [retry]
                    : entries.Any(e => e.RetryAfterSeconds is not null) ? new[] { "Retry-After-Maybe" } : [],
                .. codes.Contains("UPGRADE_REQUIRED") ? ["Sec-WebSocket-Version"] : Array.Empty<string>(),
                .. codes.Contains("METHOD_NOT_ALLOWED") ? ["Allow"] : Array.Empty<string>(),
            ]);
    }

    private static JsonObject Refusal(string description, IReadOnlyList<string> codes, string[] headers) => new()
    {
        ["description"] = description,
        ["headers"] = Headers(headers),
        ["content"] = Json(new JsonObject
        {
            ["allOf"] = new JsonArray(
                WireSchemas.Reference("ErrorEnvelope"),
                Property("error", Property("code", new JsonObject { ["enum"] = new JsonArray([.. codes.Select(c => (JsonNode)c)]) }))),
        }),
    };

    private static JsonObject Property(string name, JsonObject schema) =>
        new() { ["properties"] = new JsonObject { [name] = schema } };

    /// <summary>The fields of an answer; those of HTTP itself are not described.</summary>
    private static JsonObject Headers(params string[] further)
    {
        var headers = new JsonObject
        {
            ["X-Request-Id"] = Header("RequestId"),
            ["Cache-Control"] = Header("CacheControl"),
        };
        foreach (var name in further)
        {
            headers[name == "Retry-After-Maybe" ? "Retry-After" : name] = Header(name switch
            {
                "Retry-After" => "RetryAfter",
                "Retry-After-Maybe" => "RetryAfterMaybe",
                "ETag" => "EntityTag",
                "X-Accel-Buffering" => "Unbuffered",
                "Sec-WebSocket-Version" => "WebSocketVersion",
                "Vary" or "Content-Security-Policy" or "X-Content-Type-Options" or "Referrer-Policy" or "Cross-Origin-Opener-Policy"
                    or "Cross-Origin-Resource-Policy" => "ForBrowsers",
                _ => name,
            });
        }

        return headers;

        // Only what no operation answers has it.
        static JsonObject Header(string name) => name == "Allow"
            ? new()
            {
                ["description"] = "The methods of the path.",
                ["required"] = true,
                ["schema"] = new JsonObject { ["type"] = "string" }
            }
            : new() { ["$ref"] = $"#/components/headers/{name}" };
    }

    /// <summary>Fields of the page for browsers.</summary>
    private static readonly string[] PageHeaders =
        ["Vary", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy"];

    private static JsonNode AllHeaders() => JsonNode.Parse("""
        {"RequestId":{"description":"The request_id of the envelope, the log and the audit log.","required":true,
          "schema":{"type":"string","format":"uuid"}},
        "CacheControl":{"description":"Absent from the answer to a WebSocket handshake.",
          "schema":{"enum":["no-store","private, no-cache"]}},
        "EntityTag":{"description":"For If-None-Match; absent where the list includes available packages.",
          "schema":{"type":"string","pattern":"^(W/)?\"[^\"]+\"$"}},
        "RetryAfter":{"description":"Seconds.","required":true,"schema":{"type":"integer","minimum":1}},
        "RetryAfterMaybe":{"description":"Seconds; with the codes that the guide lists with one.","schema":{"type":"integer","minimum":1}},
        "ForBrowsers":{"description":"For browsers and caches.","schema":{"type":"string"}},
        "Unbuffered":{"description":"For proxies.","schema":{"const":"no"}},
        "WebSocketVersion":{"description":"RFC 6455 section 4.4.","schema":{"const":"13"}}}
        """)!;

    /// <summary>Those of the HTTP layer.</summary>
    private static JsonObject SharedResponses() => new()
    {
        ["HttpError"] = Refusal(
            "An error of the HTTP layer, in the same envelope.", WireWords.HttpErrors, ["Retry-After-Maybe"]),
    };

    /// <summary>Answers that belong to no operation, by status.</summary>
    private static JsonObject UnroutedResponses() => new()
    {
        ["404"] = Refusal("NOT_FOUND: no operation has this path.", ["NOT_FOUND"], []),
        ["405"] = Refusal("METHOD_NOT_ALLOWED: the path has no such method.", ["METHOD_NOT_ALLOWED"], ["Allow"]),
        ["403"] = Refusal("FORBIDDEN: the certificate has no role.", ["FORBIDDEN", "ORIGIN_REFUSED"], []),
        ["429"] = Refusal("RATE_LIMITED", ["RATE_LIMITED"], ["Retry-After"]),
        ["204"] = new JsonObject { ["description"] = "OPTIONS: the methods of the path.", ["headers"] = Headers("Allow") },
    };

    /// <summary>References the schema of the envelope instead of repeating it, because the document is part of the binary.</summary>
    /// <summary>
    /// The envelope with a document, as a schema of its own: generated readers that combine two schemas convert each value twice, and then
    /// find that an integer of 64 bits is not the same.
    /// </summary>
    private JsonObject Success(Type data)
    {
        var name = $"{data.Name}Answer";
        if (!_answers.ContainsKey(name))
        {
            _answers[name] = Envelope(_schemas.Reference(data), new JsonObject { ["type"] = "null" }, true);
        }

        return WireSchemas.Reference(name);
    }

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
        var schemas = new SortedDictionary<string, JsonNode>(_schemas.All.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, words) in WireWords.Lists)
        {
            schemas.Add(name, new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(w => (JsonNode)w)]) });
        }

        foreach (var name in RequestSchemas.All.Keys)
        {
            schemas.Add(name, RequestSchemas.Of(name));
        }
        foreach (var (name, example) in Examples)
        {
            ((JsonObject)schemas[name])["examples"] = new JsonArray(example!.DeepClone());
        }

        foreach (var (name, answer) in _answers)
        {
            schemas.Add(name, answer);
        }

        schemas.Add("ErrorEnvelope", Envelope(new JsonObject { ["type"] = "null" }, WireSchemas.Reference("Error"), false));
        return new JsonObject
        {
            ["securitySchemes"] = JsonNode.Parse("""
                {"mutualTLS":{"type":"mutualTLS",
                "description":"A client certificate of the configured authority, TLS 1.3, from an allowed address."}}
                """),
            ["headers"] = AllHeaders(),
            ["responses"] = SharedResponses(),
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

    private JsonObject Page(Type index)
    {
        var content = Json(Success(index));
        content["text/html"] = Text("text/html", "The page.")["text/html"]!.DeepClone();
        return content;
    }

    private static JsonObject Events() => new()
    {
        ["text/event-stream"] = new JsonObject
        {
            ["schema"] = new JsonObject
            {
                ["type"] = "string",
                ["description"] = "Events; contentSchema is that of the data of each.",
                ["contentMediaType"] = "text/event-stream",
                ["contentSchema"] = WireSchemas.Reference("JobFrame"),
            },
        },
    };

    private static JsonObject Text(string type, string description) => new()
    {
        [type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["description"] = description } },
    };

    private static JsonObject Json(JsonNode schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static T Bare<T>() where T : class => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
}
