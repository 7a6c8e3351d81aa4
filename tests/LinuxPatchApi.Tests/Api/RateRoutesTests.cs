using System.Text.Json;
using LinuxPatchApi.Api;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tests.Api.OpenApi;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Api;

/// <summary>Every route of the daemon under a limit of one request.</summary>
public sealed class RateRoutesTests : IDisposable
{
    private static readonly string[] Exempt = ["/health", "/api/v1/health", "/api/v1/system/info"];
    private readonly DispatcherHost _host = new() { Rates = new RateLimitSettings(true, 2, 1, 6, 1) };

    public static TheoryData<string, string> Everything => new(OpenApiBuilder.Routes.Select(route => (route.Method, route.Template)));

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Second_request_at_once_is_refused_with_the_time_to_wait_unless_the_path_is_exempt(string method, string template)
    {
        var path = template.Replace("{name}", "web").Replace("{id}", Guid.NewGuid().ToString());
        Assert.Equal(200, (await _host.QueryAsync(method, path)).Status);
        var second = await _host.QueryAsync(method, path);
        if (Exempt.Contains(path))
        {
            Assert.Equal(200, second.Status);
            return;
        }
        Assert.Equal((429, 1), (second.Status, _host.Handled));
        var error = JsonDocument.Parse(second.Text).RootElement.GetProperty("error");
        Assert.Equal("RATE_LIMITED", error.GetProperty("code").GetString());
        Assert.True(error.GetProperty("retryable").GetBoolean());
        var wait = method == "GET" ? 10 : 30;
        var details = error.GetProperty("details");
        Assert.Equal(
            (method == "GET" ? "reads" : "changes", method == "GET" ? 6 : 2, 1, wait),
            (details.GetProperty("limit").GetString(), details.GetProperty("per_minute").GetInt32(),
                details.GetProperty("burst").GetInt32(), details.GetProperty("retry_after_seconds").GetInt32()));
        Assert.Equal(wait.ToString(System.Globalization.CultureInfo.InvariantCulture), second.Exchange.Response.GetHeader("Retry-After"));
        _host.Clock.Advance(TimeSpan.FromSeconds(wait));
        Assert.Equal(200, (await _host.QueryAsync(method, path)).Status);
    }

    [Fact]
    public async Task Unknown_paths_and_methods_count_as_reads()
    {
        Assert.Equal(404, (await _host.QueryAsync("GET", "/nothing")).Status);
        Assert.Equal(429, (await _host.QueryAsync("GET", "/nothing")).Status);
        Assert.Equal(429, (await _host.QueryAsync("PATCH", "/api/v1/jobs")).Status);
        Assert.Equal(429, (await _host.QueryAsync("GET", "/api/v1/jobs")).Status);
        Assert.Equal(200, (await _host.QueryAsync("POST", "/api/v1/patches/apply")).Status);
    }

    /// <summary>Contract section 4: a plan changes nothing.</summary>
    [Fact]
    public async Task Case23_Dry_runs_count_as_reads()
    {
        const string Plan = """{"dry_run":true}""";
        string[] head = ["Content-Type: application/json", $"Content-Length: {Plan.Length}"];
        Assert.Equal(200, (await _host.SendAsync("POST", "/api/v1/patches/apply", head, Plan)).Status);
        Assert.Equal(429, (await _host.SendAsync("POST", "/api/v1/packages", head, Plan)).Status);
        Assert.Equal(429, (await _host.QueryAsync("DELETE", "/api/v1/packages/web?dry_run=true")).Status);
        Assert.Equal(429, (await _host.QueryAsync("GET", "/api/v1/patches")).Status);
        Assert.Equal(200, (await _host.QueryAsync("DELETE", "/api/v1/packages/web")).Status);
        Assert.Equal(429, (await _host.QueryAsync("DELETE", "/api/v1/packages/web")).Status);
    }

    /// <summary>The body must be read to recognise a dry run, and reading it costs a token.</summary>
    [Fact]
    public async Task Case23_A_refused_change_with_a_body_costs_a_read_and_no_change_is_ever_cheaper_than_one()
    {
        string[] head = ["Content-Type: application/json", "Content-Length: 2"];
        Assert.Equal(200, (await _host.SendAsync("POST", "/api/v1/patches/apply", head, "{}")).Status);
        Assert.Equal(429, (await _host.SendAsync("POST", "/api/v1/patches/apply", head, "{}")).Status);
        Assert.Equal(1, _host.Handled);
        Assert.Equal(429, (await _host.QueryAsync("GET", "/api/v1/patches")).Status);
    }

    [Fact]
    public async Task Refusal_for_a_role_costs_a_token_like_any_answer()
    {
        _host.Access = new AccessSettings([]);
        Assert.Equal(403, (await _host.QueryAsync("POST", "/api/v1/system/reboot")).Status);
        Assert.Equal(429, (await _host.QueryAsync("POST", "/api/v1/system/reboot")).Status);
    }
}
