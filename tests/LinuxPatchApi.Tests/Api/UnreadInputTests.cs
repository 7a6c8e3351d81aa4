using System.Text.Json;
using LinuxPatchApi.Api;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tests.Api.OpenApi;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Api;

/// <summary>Every route of the daemon refuses, by name and before its handler is called, what it does not read.</summary>
public sealed class UnreadInputTests : IDisposable
{
    private const string Json = "Content-Type: application/json";
    private readonly DispatcherHost _host = new();

    public static TheoryData<string, string> Everything => new(OpenApiBuilder.Routes.Select(route => (route.Method, route.Template)));

    public static TheoryData<string, string> Bodyless => Where(route => route.Body == BodyUse.None);

    public static TheoryData<string, string> Changes => Where(route => route.Kind == ApiRouteKind.Change);

    public static TheoryData<string, string> WithBody => Where(route => route.Body != BodyUse.None);

    public static TheoryData<string, string> Reads => Where(route => route.Kind != ApiRouteKind.Change);

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Bodyless))]
    public async Task Case04_Body_on_a_route_without_one_is_refused(string method, string template)
    {
        foreach (var requestMethod in method == "GET" ? new[] { "GET", "HEAD" } : [method])
        {
            Refused(await _host.SendAsync(requestMethod, Path(template), [Json, "Content-Length: 2"], "{}"), 400, "body");
            Refused(await _host.SendAsync(requestMethod, Path(template), ["Transfer-Encoding: chunked"], "x"), 400, "body");
            string[] heads = ["Content-Type: text/plain", "Transfer-Encoding: chunked"];
            Refused(await _host.SendAsync(requestMethod, Path(template), heads, "x"), 400, "body");
        }

        Assert.Equal(0, _host.Handled);
    }

    [Theory]
    [MemberData(nameof(Bodyless))]
    public async Task Case04_Empty_body_counts_as_none(string method, string template)
    {
        Assert.Equal(200, (await _host.SendAsync(method, Path(template), ["Content-Length: 0"])).Status);
        Assert.Equal(200, (await _host.SendAsync(method, Path(template), ["Transfer-Encoding: chunked"])).Status);
        Assert.Equal(200, (await _host.SendAsync(method, Path(template), [Json])).Status);
        Assert.Equal(3, _host.Handled);
    }

    [Fact]
    public async Task Case04_Options_refuses_a_body()
    {
        Refused(await _host.SendAsync("OPTIONS", "/api/v1/jobs", ["Content-Length: 1"], "x"), 400, "body");
        Refused(await _host.SendAsync("OPTIONS", "/api/v1/jobs", ["Transfer-Encoding: chunked"], "x"), 400, "body");
        Assert.Equal(204, (await _host.SendAsync("OPTIONS", "/api/v1/jobs", ["Content-Length: 0"])).Status);
        Assert.Equal(204, (await _host.SendAsync("OPTIONS", "/api/v1/jobs", ["Transfer-Encoding: chunked"])).Status);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Case04_Unknown_and_repeated_query_parameters_are_refused(string method, string template)
    {
        Refused(await _host.QueryAsync(method, Path(template) + "?nonsense=1"), 400, "nonsense");
        Refused(await _host.QueryAsync(method, Path(template) + "?nonsense"), 400, "nonsense");
        var route = OpenApiBuilder.Routes.Single(r => r.Method == method && r.Template == template).Value;
        foreach (var name in route.Query)
        {
            Refused(await _host.QueryAsync(method, $"{Path(template)}?{name}=a&{name}=a"), 400, name);
        }

        Assert.Equal(0, _host.Handled);
    }

    [Theory]
    [InlineData("/api/v1/system/reboot")]
    [InlineData("/api/v1/system/repair")]
    [InlineData("/api/v1/patches/apply")]
    public async Task Case04_Dry_run_in_the_query_of_a_route_that_reads_its_body_is_refused(string path)
    {
        var refused = await _host.SendAsync("POST", path + "?dry_run=true", [Json, "Content-Length: 2"], "{}");
        Refused(refused, 400, "dry_run");
        Assert.Contains("options go into the body", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, _host.Handled);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Case04_Conditions_of_a_change_are_refused_because_they_are_not_evaluated(string method, string template)
    {
        foreach (var name in new[] { "If-Match", "If-None-Match", "If-Unmodified-Since", "Content-Range", "Last-Event-ID" })
        {
            Refused(await _host.SendAsync(method, Path(template), [name + ": *"]), 400, name);
        }

        Assert.Equal(0, _host.Handled);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Case04_Idempotency_key_on_a_read_is_refused(string method, string template) =>
        Refused(await _host.SendAsync(method, Path(template), ["Idempotency-Key: a"]), 400, "Idempotency-Key");

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Case38_Type_other_than_json_is_refused_with_a_body_and_without(string method, string template)
    {
        string[] types =
        [
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "application/jsonp",
            "application/json; charset=latin1", "",
        ];
        foreach (var type in types)
        {
            Refused(await _host.SendAsync(method, Path(template), [$"Content-Type: {type}", "Content-Length: 2"], "{}"), 415, null);
            Refused(await _host.SendAsync(method, Path(template), [$"Content-Type: {type}", "Content-Length: 0"]), 415, null);
            Refused(await _host.SendAsync(method, Path(template), [$"Content-Type: {type}"]), 415, null);
        }

        Refused(await _host.SendAsync(method, Path(template), [Json, Json, "Content-Length: 2"], "{}"), 415, null);
        Refused(await _host.SendAsync(method, Path(template), ["Content-Length: 2"], "{}"), 415, null);
        Refused(await _host.SendAsync(method, Path(template), ["Transfer-Encoding: chunked"], "{}"), 415, null);
        Refused(await _host.SendAsync(method, Path(template), [Json, "Content-Encoding: gzip", "Content-Length: 2"], "{}"), 415, null);
        Assert.Equal(0, _host.Handled);
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Case38_Programs_without_body_or_with_json_are_answered(string method, string template)
    {
        var path = Path(template);
        Assert.Equal(200, (await _host.QueryAsync(method, path)).Status);
        Assert.Equal(200, (await _host.SendAsync(method, path, ["Content-Length: 0"])).Status);
        Assert.Equal(200, (await _host.SendAsync(method, path, ["Transfer-Encoding: chunked"])).Status);
        string[] quoted = ["content-type: Application/JSON; charset=\"UTF-8\"", "Content-Length: 2"];
        Assert.Equal(200, (await _host.SendAsync(method, path, quoted, "{}")).Status);
        Assert.Equal(200, (await _host.SendAsync(method, path, [Json, "Transfer-Encoding: chunked"], "{}")).Status);
        Assert.Equal(5, _host.Handled);
    }

    [Fact]
    public async Task Case38_Type_without_a_body_is_checked_for_a_delete_too()
    {
        Refused(await _host.SendAsync("DELETE", "/api/v1/system/reboot", ["Content-Type: text/plain", "Content-Length: 0"]), 415, null);
        string[] chunked = ["Content-Type: text/plain", "Transfer-Encoding: chunked"];
        Refused(await _host.SendAsync("DELETE", "/api/v1/system/reboot", chunked), 415, null);
    }

    [Fact]
    public async Task Refused_input_costs_a_read_and_no_change()
    {
        _host.Rates = new RateLimitSettings(true, 2, 1, 6, 2);
        Assert.Equal(400, (await _host.QueryAsync("DELETE", "/api/v1/system/reboot?x")).Status);
        Assert.Equal(400, (await _host.QueryAsync("DELETE", "/api/v1/system/reboot?x")).Status);
        Assert.Equal(429, (await _host.QueryAsync("DELETE", "/api/v1/system/reboot?x")).Status);
        Assert.Equal(200, (await _host.QueryAsync("DELETE", "/api/v1/system/reboot")).Status);
    }

    [Fact]
    public void Routes_accept_what_the_document_describes()
    {
        foreach (var route in OpenApiBuilder.Routes)
        {
            var operation = OpenApi.Operations.All[route.Value.Operation];
            Assert.Equal(
                (route.Value.Operation, operation.Parameters.Select(p => p.Name).Order()),
                (route.Value.Operation, route.Value.Query.Order()),
                Same);
            var use = operation.Body is null ? BodyUse.None : operation.Body.Value.Required ? BodyUse.Required : BodyUse.Optional;
            Assert.Equal(use, route.Value.Body);
        }

        static bool Same((string, IOrderedEnumerable<string> Names) a, (string, IOrderedEnumerable<string> Names) b) =>
            a.Item1 == b.Item1 && a.Names.SequenceEqual(b.Names);
    }

    [Fact]
    public void Case49_Long_name_of_an_unknown_member_is_truncated()
    {
        var name = new string('m', 1_000_000);
        var (body, _) = JsonBody.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"{{name}}":1}"""));
        var error = Assert.IsType<LinuxPatchApi.Api.Answers.ApiAnswer.Error>(body!.Finish()!.Answer);
        Assert.True(error.Message.Length < 300, error.Message);
        Assert.StartsWith(new string('m', InputFailure.FieldLength) + "…: ", error.Message, StringComparison.Ordinal);
        using var details = new MemoryStream();
        using (var writer = new Utf8JsonWriter(details))
        {
            error.Details!(writer);
        }

        Assert.True(details.Length < 300);
    }

    [Fact]
    public void Case49_Truncated_name_never_ends_in_half_a_character()
    {
        var name = new string('m', InputFailure.FieldLength - 1) + "😀😀";
        var failure = new InputFailure(LinuxPatchApi.Api.Answers.ApiReason.InvalidRequest, name, "no");
        var error = Assert.IsType<LinuxPatchApi.Api.Answers.ApiAnswer.Error>(failure.Answer);
        Assert.Equal(new string('m', InputFailure.FieldLength - 1) + "…: no", error.Message);
    }

    [Theory]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e", true)]
    [InlineData("0F8FAD5B-D9CB-469F-A165-70867728950E", true)]
    [InlineData(" 0f8fad5b-d9cb-469f-a165-70867728950e", false)]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e ", false)]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e\u00a0", false)]
    [InlineData("+f8fad5b-d9cb-469f-a165-70867728950e", false)]
    [InlineData("0x8fad5b-d9cb-469f-a165-70867728950e", false)]
    [InlineData("{0f8fad5b-d9cb-469f-a165-70867728950e}", false)]
    [InlineData("0f8fad5bd9cb469fa16570867728950e", false)]
    [InlineData("", false)]
    public void Case04_Job_id_is_a_uuid_and_nothing_around_it(string text, bool isId) =>
        Assert.Equal(isId, NameRules.JobId(text) is not null);

    private static TheoryData<string, string> Where(Func<ApiRoute, bool> isWanted) =>
        new(OpenApiBuilder.Routes.Where(route => isWanted(route.Value)).Select(route => (route.Method, route.Template)));

    private static string Path(string template) => template.Replace("{name}", "web").Replace("{id}", Guid.NewGuid().ToString());

    private static void Refused(MemoryExchange answered, int status, string? field)
    {
        Assert.Equal(status, answered.Status);
        using var document = JsonDocument.Parse(answered.Text);
        var error = document.RootElement.GetProperty("error");
        Assert.Equal(status == 415 ? "UNSUPPORTED_MEDIA_TYPE" : "INVALID_REQUEST", error.GetProperty("code").GetString());
        if (field is not null)
        {
            Assert.Equal(field, error.GetProperty("details").GetProperty("field").GetString());
            Assert.Contains(field, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }
}
