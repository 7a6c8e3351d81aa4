using System.Text.Json;
using System.Text.Json.Nodes;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.OpenApi;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Api.OpenApi;

public sealed class OpenApiTests
{
    private static readonly JsonNode Document = JsonNode.Parse(new OpenApiBuilder().Build())!;

    [Fact]
    public void Committed_document_matches_routes_and_documents() =>
        Repository.AssertGenerated("src/LinuxPatchApi/Api/OpenApi/openapi.json", new OpenApiBuilder().Build());

    [Fact]
    public void Served_document_is_the_committed_one() =>
        Assert.Equal(File.ReadAllBytes(Path.Combine(Repository.Root, "src/LinuxPatchApi/Api/OpenApi/openapi.json")),
            OpenApiDocument.Read());

    [Fact]
    public void Every_route_is_described_and_nothing_else()
    {
        Assert.Equal(Operations.All.Keys.Order(), OpenApiBuilder.Routes.Select(r => r.Value.Operation).Order());
        Assert.Equal(OpenApiBuilder.Routes.Count, Document["paths"]!.AsObject().Sum(path => path.Value!.AsObject().Count));
    }

    [Fact]
    public void Every_reference_has_a_target()
    {
        var references = References(Document).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference =>
        {
            var place = reference.Split('/');
            Assert.Equal(["#", "components"], place[..2]);
            Assert.NotNull(Document["components"]![place[2]]![place[3]]);
        });
    }

    [Fact]
    public void Every_reason_is_an_answer_of_some_operation()
    {
        // The codes of an answer stand in its description, separated by commas.
        var codes = Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .SelectMany(operation => operation.Value!["responses"]!.AsObject())
            .SelectMany(response => response.Value!["description"]?.GetValue<string>().Split(", ") ?? []).ToHashSet(StringComparer.Ordinal);
        // The router itself answers these two, for paths and methods that no operation has.
        var routed = new[] { ApiReason.NotFound, ApiReason.MethodNotAllowed };
        Assert.All(Enum.GetValues<ApiReason>().Except(routed), reason => Assert.Contains(ApiReasonTable.Of(reason).Code, codes));
    }

    [Fact]
    public void Schema_of_a_document_names_exactly_what_is_written()
    {
        var plan = new PlanDocument("install", "d", [new("web", "amd64", null, "2")], [], [], [], [], [], null, null, false, [], [])
        {
            ChangesCount = 1,
        };
        AssertNames("PlanDocument", JsonNode.Parse(ApiJson.Text(plan, ApiJson.Write))!);
        AssertNames("PlannedPackage", JsonNode.Parse(ApiJson.Text(plan, ApiJson.Write))!["install"]![0]!);
        var job = new JobAccepted(Guid.NewGuid(), "pending", "install", null, null, default);
        AssertNames("JobAccepted", JsonNode.Parse(ApiJson.Text(job, ApiJson.Write))!);
        AssertNames("ApplyAccepted", JsonNode.Parse(ApiJson.Text(new ApplyAccepted(job), ApiJson.Write))!);
        AssertNames("UpdateAccepted", JsonNode.Parse(ApiJson.Text(new UpdateAccepted(job), ApiJson.Write))!);
    }

    /// <summary>The numbers of jobs do not fit into the 32 bits that generated clients take for an integer without a format.</summary>
    [Fact]
    public void Integer_of_64_bits_says_so() => Assert.Equal(
        "int64", Document["components"]!["schemas"]!["SummaryDocument"]!["properties"]!["jobs_next"]!["format"]!.GetValue<string>());

    [Fact]
    public void Schema_knows_null_time_and_optional_members()
    {
        var detail = Document["components"]!["schemas"]!["JobDetail"]!;
        var required = detail["required"]!.AsArray().Select(n => n!.GetValue<string>()).ToList();
        Assert.Contains("rollback_job_id", required);
        Assert.DoesNotContain("error_code", required);
        Assert.Equal("""{"type":["string","null"],"format":"date-time"}""", detail["properties"]!["started_at"]!.ToJsonString());
        Assert.Equal("""{"type":"string","format":"date-time"}""", detail["properties"]!["created_at"]!.ToJsonString());
        Assert.Equal("array", detail["properties"]!["warnings"]!["type"]!.GetValue<string>());
        Assert.Equal("The logs as one text.", detail["properties"]!["output"]!["description"]!.GetValue<string>());
        Assert.Equal("Uptime of the host, not of the agent.",
            Document["components"]!["schemas"]!["Health"]!["properties"]!["uptime_seconds"]!["description"]!.GetValue<string>());
    }

    [Fact]
    public void Guide_has_the_error_table_of_the_code()
    {
        const string Begin = "<!-- errors: begin (generated) -->\n";
        const string End = "<!-- errors: end -->";
        var path = Path.Combine(Repository.Root, "docs/api.md");
        var guide = File.ReadAllText(path);
        var begin = guide.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        Repository.AssertGenerated("docs/api.md", guide[..begin] + ErrorTable() + guide[guide.IndexOf(End, StringComparison.Ordinal)..]);
    }

    private static string ErrorTable()
    {
        var rows = Enum.GetValues<ApiReason>().Select(reason => (ApiReasonTable.Of(reason), SourceText(reason)));
        return "| status | code | retryable | Retry-After | meaning |\n|---|---|---|---|---|\n"
            + string.Concat(rows.OrderBy(r => r.Item1.Status).ThenBy(r => r.Item1.Code, StringComparer.Ordinal)
            .Select(r =>
                $"| {r.Item1.Status} | `{r.Item1.Code}` | {(r.Item1.Retryable ? "yes" : "no")} | {RetryAfter(r.Item1)} | {r.Item2} |\n"));
    }

    private static string RetryAfter(ApiReasonEntry entry) =>
        entry.Code == "RATE_LIMITED" ? "as long as needed" : entry.RetryAfterSeconds is { } seconds ? $"{seconds} s" : "";

    /// <summary>The comment on the member of the enumeration.</summary>
    private static string SourceText(ApiReason reason)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "src/LinuxPatchApi/Api/Answers/ApiReason.cs"));
        var at = Array.FindIndex(lines, line => line.Trim() == $"{reason},");
        return lines[at - 1].Replace("<c>", "`", StringComparison.Ordinal).Replace("</c>", "`", StringComparison.Ordinal)
            .Replace("/// <summary>", "", StringComparison.Ordinal).Replace("</summary>", "", StringComparison.Ordinal).Trim();
    }

    private static void AssertNames(string schema, JsonNode written)
    {
        var names = written.AsObject().Select(p => p.Key).Order().ToList();
        var node = Document["components"]!["schemas"]![schema]!;
        Assert.Equal(names, node["required"]!.AsArray().Select(n => n!.GetValue<string>()).Order());
        Assert.Empty(names.Except(node["properties"]!.AsObject().Select(p => p.Key)));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject inner => inner.SelectMany(p => p.Key == "$ref" ? [p.Value!.GetValue<string>()] : References(p.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
