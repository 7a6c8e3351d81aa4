using System.Text.Json;
using LinuxPatchApi.Api;
using LinuxPatchApi.Api.Routing;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tests.Api.OpenApi;

namespace LinuxPatchApi.Tests.Api;

/// <summary>A browser lends the client certificate to every page. Host of these requests: <c>test</c>.</summary>
public sealed class ForeignPageTests : IDisposable
{
    private readonly DispatcherHost _host = new();

    public static TheoryData<string, string> Guarded =>
        new(OpenApiBuilder.Routes.Where(r => r.Value.Kind == ApiRouteKind.Change || r.Value.IsWatch).Select(r => (r.Method, r.Template)));

    public static TheoryData<string, string> Open =>
        new(OpenApiBuilder.Routes.Where(r => r.Value.Kind != ApiRouteKind.Change && !r.Value.IsWatch).Select(r => (r.Method, r.Template)));

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Case38_Page_of_another_site_changes_nothing_and_watches_nothing(string method, string template)
    {
        string[] heads = ["Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site"];
        foreach (var head in heads)
        {
            var answered = await _host.SendAsync(method, Path(template), [head]);
            Assert.Equal(403, answered.Status);
            using var document = JsonDocument.Parse(answered.Text);
            Assert.Equal("ORIGIN_REFUSED", document.RootElement.GetProperty("error").GetProperty("code").GetString());
        }

        Assert.Equal(0, _host.Handled);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Case15_Origin_that_names_the_called_host_is_accepted(string method, string template)
    {
        Assert.Equal(200, (await _host.SendAsync(method, Path(template), ["Origin: https://test"])).Status);
        string[] heads = ["Origin: https://TEST:443", "Sec-Fetch-Site: same-origin"];
        Assert.Equal(200, (await _host.SendAsync(method, Path(template), heads)).Status);
        Assert.Equal(200, (await _host.SendAsync(method, Path(template), ["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"])).Status);

        // The fetch of node sends the mode alone.
        Assert.Equal(200, (await _host.SendAsync(method, Path(template), ["Sec-Fetch-Mode: cors"])).Status);
    }

    [Theory]
    [MemberData(nameof(Open))]
    public async Task Link_from_another_site_may_be_followed_and_reveals_nothing_to_that_site(string method, string template)
    {
        var answered = await _host.SendAsync(method, Path(template), ["Origin: https://evil.example", "Sec-Fetch-Site: cross-site"]);
        Assert.Equal(200, answered.Status);
        Assert.Null(answered.Exchange.Response.GetHeader("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Case38_Preflight_gets_the_methods_and_no_permission()
    {
        var answered = await _host.SendAsync(
            "OPTIONS",
            "/api/v1/system/reboot",
            ["Origin: https://evil.example", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"]);
        Assert.Equal(204, answered.Status);
        foreach (var name in new[] { "Origin", "Methods", "Headers", "Credentials" }.Select(suffix => $"Access-Control-Allow-{suffix}"))
        {
            Assert.Null(answered.Exchange.Response.GetHeader(name));
        }
    }

    [Fact]
    public async Task Case38_Page_of_another_site_does_not_use_up_the_changes_of_its_visitor()
    {
        _host.Rates = new RateLimitSettings(true, 2, 1, 6, 2);
        for (var i = 0; i < 3; i++)
        {
            var answer = await _host.SendAsync("POST", "/api/v1/system/reboot", ["Sec-Fetch-Site: cross-site"]);
            Assert.Equal(i < 2 ? 403 : 429, answer.Status);
        }

        Assert.Equal(200, (await _host.QueryAsync("POST", "/api/v1/system/reboot")).Status);
    }

    [Fact]
    public async Task Case38_Refusal_has_its_line_in_the_audit_log()
    {
        await _host.SendAsync("POST", "/api/v1/system/reboot", ["Origin: null"]);
        Assert.Contains("\"status\":403,\"code\":\"ORIGIN_REFUSED\"", Assert.Single(await _host.AuditedAsync()), StringComparison.Ordinal);
    }

    private static string Path(string template) => template.Replace("{name}", "web").Replace("{id}", Guid.NewGuid().ToString());
}
