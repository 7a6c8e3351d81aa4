using System.Text;
using System.Text.Json.Nodes;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.WireContract;

namespace LinuxPatchApi.Tests.Api.OpenApi;

/// <summary>The OpenAPI document read as a strict client does: answers of the code fit it, and what does not fit is found.</summary>
public sealed class WireContractTests
{
    private static readonly WireDocument Contract = WireDocument.Load(Repository.Root);

    private static readonly Dictionary<string, string> Headers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Content-Type"] = "application/json",
        ["X-Request-Id"] = "01890a5d-ac96-774b-bcce-b302099a8057",
        ["Cache-Control"] = "no-store",
    };

    public static TheoryData<int> Samples => [.. Enumerable.Range(0, WireSamples.All.Count())];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Document_of_the_code_is_as_described(int index)
    {
        var (schema, json) = WireSamples.All.ElementAt(index);
        Assert.Empty(Contract.Named(schema, Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Details_of_a_changed_plan_are_described() =>
        Assert.All(WireSamples.Details, json => Assert.Empty(Contract.Named("ErrorDetails", Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void Each_document_is_tried()
    {
        var tried = WireSamples.All.Select(s => s.Schema).ToHashSet(StringComparer.Ordinal);
        var answered = Operations.All.Values.SelectMany(o => o.Answers).Select(a => a.Data?.Name)
            .Where(n => n is not null and not "String" and not "MetricsWriter").Distinct().ToList();
        Assert.NotEmpty(answered);
        Assert.All(answered, name => Assert.Contains(name!, tried));
    }

    [Fact]
    public void Each_document_has_an_example_that_is_as_described()
    {
        Assert.Equal(
            Operations.All.Values.SelectMany(o => o.Answers).Select(a => a.Data?.Name)
                .Where(n => n is not null and not "String" and not "MetricsWriter").Distinct().Order(),
            OpenApiBuilder.Examples.Select(e => e.Key).Order());
        Assert.All(OpenApiBuilder.Examples, example =>
            Assert.Empty(Contract.Named(example.Key, Encoding.UTF8.GetBytes(example.Value!.ToJsonString()))));
    }

    /// <summary>Of `make api-clients`, which needs npm and is no part of the tests.</summary>
    [Fact]
    public void Answers_that_generated_clients_are_tried_with_are_as_described()
    {
        var answers = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests/Support/ApiClients/answers.json")))!.AsObject();
        Assert.NotEmpty(answers);
        Assert.All(answers, answer =>
        {
            var request = answer.Key.Split(' ');
            Assert.Empty(Contract.Check(
                request[0], request[1], (int)answer.Value![0]!, Headers, Encoding.UTF8.GetBytes(answer.Value[1]!.ToJsonString())));
        });
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Unknown_and_missing_members_are_found(int index)
    {
        var (schema, json) = WireSamples.All.ElementAt(index);
        var more = JsonNode.Parse(json)!.AsObject();
        more["surprise"] = 1;
        Assert.Contains(Problems(schema, more), p => p.Contains("surprise", StringComparison.Ordinal));
        foreach (var name in JsonNode.Parse(json)!.AsObject().Select(m => m.Key).Except(["error_code", "retryable"]))
        {
            var less = JsonNode.Parse(json)!.AsObject();
            less.Remove(name);
            Assert.Contains(Problems(schema, less), p => p.Contains(name, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Health", "status", "\"fine\"")]
    [InlineData("Health", "version", "null")]
    [InlineData("Health", "uptime_seconds", "1.5")]
    [InlineData("Health", "last_cache_update", "\"2026-03-01T12:00:00Z\"")]
    [InlineData("Health", "last_cache_update", "\"2026-03-01T12:00:00.12Z\"")]
    [InlineData("Health", "last_cache_update", "\"2026-03-01T12:00:00.120+00:00\"")]
    [InlineData("Health", "degraded_reasons", "[null]")]
    [InlineData("JobDetail", "requested_by", "null")]
    [InlineData("JobDetail", "job_id", "\"1\"")]
    [InlineData("JobDetail", "operation", "\"patch\"")]
    public void Wrong_value_is_found(string schema, string member, string value)
    {
        var document = JsonNode.Parse(WireSamples.All.First(s => s.Schema == schema).Json)!.AsObject();
        document[member] = JsonNode.Parse(value);
        Assert.Contains(Problems(schema, document), p => p.Contains(member, StringComparison.Ordinal));
    }

    [Fact]
    public void Whole_answer_is_checked_with_its_fields_and_status()
    {
        var body = Enveloped(WireSamples.All.First(s => s.Schema == "JobDetail").Json);
        const string Path = "/api/v1/jobs/01890a5d-ac96-774b-bcce-b302099a8057?wait=5";
        Assert.Empty(Contract.Check("GET", Path, 200, Headers, body));
        Assert.NotEmpty(Contract.Check("GET", "/api/v1/jobs", 200, Headers, body));
        Assert.NotEmpty(Contract.Check("GET", Path, 201, Headers, body));
        Assert.NotEmpty(Contract.Check("GET", Path, 200, new Dictionary<string, string>(Headers) { ["X-Surprise"] = "1" }, body));
        var text = new Dictionary<string, string>(Headers) { ["Content-Type"] = "text/plain" };
        Assert.NotEmpty(Contract.Check("GET", Path, 200, text, body));
        var without = new Dictionary<string, string>(Headers);
        without.Remove("X-Request-Id");
        Assert.NotEmpty(Contract.Check("GET", Path, 200, without, body));
    }

    [Theory]
    [InlineData("GET", "/api/v1/jobs/1", 400, "INVALID_JOB_ID", true)]
    [InlineData("GET", "/api/v1/jobs/1", 400, "INVALID_SERVICE_NAME", false)]
    [InlineData("GET", "/api/v1/jobs/1", 413, "PAYLOAD_TOO_LARGE", true)]
    [InlineData("GET", "/api/v1/jobs/1", 409, "LOCKED", false)]
    [InlineData("GET", "/nothing", 404, "NOT_FOUND", true)]
    [InlineData("GET", "/nothing", 404, "JOB_NOT_FOUND", false)]
    public void Code_of_an_error_must_be_one_of_the_operation_and_status(
        string method, string path, int status, string code, bool isDescribed)
    {
        var body = Encoding.UTF8.GetBytes(
            """{"success":false,"request_id":"01890a5d-ac96-774b-bcce-b302099a8057","timestamp":"2026-03-01T12:00:00.000Z","data":null,"""
            + $"\"error\":{{\"code\":\"{code}\",\"message\":\"m\",\"details\":null,\"retryable\":false}}}}");
        Assert.Equal(isDescribed, Contract.Check(method, path, status, Headers, body).Count == 0);
    }

    [Fact]
    public void Plan_counts_what_would_change_and_not_what_is_left_out()
    {
        var change = Plan(JobOperation.Reboot, []);
        Assert.Equal((true, 0, 1), (change.Empty, change.ChangesCount, change.Changes.Count));
        var some = Plan(JobOperation.Install, [new("a", "amd64", ChangeAction.Install, null, "1", ChangeOutcome.Planned, null)]);
        Assert.Equal((false, 1), (some.Empty, some.ChangesCount));

        static PlanDocument Plan(JobOperation operation, IReadOnlyList<PackageChange> changes) => JobDocumentMapper.Plan(
            operation,
            new LinuxPatchApi.Packages.Planning.Plan(
                changes, [new("b", "amd64", ChangeAction.Upgrade, "1", "2", ChangeOutcome.Skipped, "held")], null, null, false, []));
    }

    [Fact]
    public void Examples_of_bodies_fit_their_schemas() =>
        Assert.All(OperationTexts.AllRequests, r => Assert.Empty(Contract.Named(r.Key, Encoding.UTF8.GetBytes(r.Value))));

    [Fact]
    public void Member_with_words_exists()
    {
        var types = typeof(LinuxPatchApi.Api.Contracts.Health).Assembly.GetTypes();
        Assert.All(WireWords.All, m => Assert.Contains(types, t => t.Name == m.Type && t.GetProperty(m.Member) is not null));
    }

    private static IReadOnlyList<string> Problems(string schema, JsonNode document) =>
        Contract.Named(schema, Encoding.UTF8.GetBytes(document.ToJsonString()));

    private static byte[] Enveloped(string data) => Encoding.UTF8.GetBytes(
        """{"success":true,"request_id":"01890a5d-ac96-774b-bcce-b302099a8057","timestamp":"2026-03-01T12:00:00.000Z","data":"""
        + data + ""","error":null}""");
}
