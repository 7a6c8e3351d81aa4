using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Page;
using LinuxPatchApi.Tests.Api.OpenApi;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Page;

public sealed class PageApiTests
{
    private const string Browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

    [Fact]
    public async Task Browser_gets_the_page_with_its_policy()
    {
        var answer = await GetAsync("/", Browser);
        Assert.Equal((200, "text/html; charset=utf-8"), (answer.Status, Field(answer, "Content-Type")));
        Assert.StartsWith("<!doctype html>", answer.Text);
        Assert.Contains("frame-ancestors 'none'", Field(answer, "Content-Security-Policy"));
        Assert.Equal(("nosniff", "no-referrer"), (Field(answer, "X-Content-Type-Options"), Field(answer, "Referrer-Policy")));
        Assert.Equal(("Accept", "private, no-cache"), (Field(answer, "Vary"), Field(answer, "Cache-Control")));
    }

    [Fact]
    public async Task Page_that_the_browser_has_is_not_sent_again()
    {
        var tag = Field(await GetAsync("/", Browser), "ETag");
        var again = await GetAsync("/", Browser, $"If-None-Match: {tag}");
        Assert.Equal((304, ""), (again.Status, again.Text));
        Assert.Equal(tag, Field(again, "ETag"));
        Assert.Equal(200, (await GetAsync("/", Browser, "If-None-Match: \"other\"")).Status);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/", "Accept: */*")]
    [InlineData("/api/v1", Browser)]
    public async Task Program_gets_the_index(string path, params string[] head)
    {
        var data = Data(await GetAsync(path, head));
        Assert.Equal(("linux-patch-api", "1.2.3", "v1"), ((string?)data["name"], (string?)data["version"], (string?)data["api_version"]));
        Assert.Equal(("operator", "CN=me"), ((string?)data["role"], (string?)data["subject"]));
        Assert.Equal("/", (string?)data["links"]!["page"]);
    }

    [Fact]
    public async Task Page_that_is_turned_off_leaves_the_index()
    {
        var data = Data(await GetAsync("/", isEnabled: false, Browser));
        Assert.Equal("linux-patch-api", (string?)data["name"]);
        Assert.Null(data["links"]!["page"]);
    }

    [Fact]
    public async Task Every_link_of_the_index_is_a_route()
    {
        var links = Data(await GetAsync("/api/v1"))["links"]!.AsObject().Select(l => (string)l.Value!);
        Assert.Empty(links.Except(OpenApiBuilder.Routes.Where(r => r.Method == "GET").Select(r => r.Template)));
    }

    [Fact]
    public async Task Index_is_written_as_its_record_says()
    {
        var index = new ApiIndex("linux-patch-api", "1.2.3", "v1", "operator", "CN=me", ApiIndex.LinksOf(hasPage: true));
        Assert.Equal(
            JsonSerializer.Serialize(index, WireSchemas.TypeInfo(typeof(ApiIndex))), Data(await GetAsync("/api/v1")).ToJsonString());
    }

    private static Task<MemoryExchange> GetAsync(string path, params string[] head) => GetAsync(path, isEnabled: true, head);

    private static async Task<MemoryExchange> GetAsync(string path, bool isEnabled, params string[] head)
    {
        var exchange = new MemoryExchange("GET", path, new ClientIdentity("CN=me", "01", "a", IPAddress.Loopback), head);
        var api = new PageApi("1.2.3", new FixedSnapshot(settings => settings with { Ui = new UiSettings(isEnabled) }));
        var handler = api.Routes.Single(r => r.Template == path).Value.Handler;
        var answer = await handler(
            new ApiRequest(exchange.Exchange, default) { Role = AccessRole.Operator }, TestContext.Current.CancellationToken);
        new Envelope(new FakeTimeProvider()).Write(answer!, exchange.Exchange.Request.RequestId, exchange.Exchange.Response);
        return exchange;
    }

    private static string? Field(MemoryExchange exchange, string name) => exchange.Exchange.Response.GetHeader(name);

    private static JsonNode Data(MemoryExchange exchange)
    {
        Assert.Equal((200, "application/json"), (exchange.Status, Field(exchange, "Content-Type")));
        return JsonNode.Parse(exchange.Text)!["data"]!;
    }
}
