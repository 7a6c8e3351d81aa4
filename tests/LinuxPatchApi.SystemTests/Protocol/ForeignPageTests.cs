using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Protocol;

/// <summary>
/// What a page of another site makes a browser send, and what programs send by themselves, with clients that others wrote.
/// </summary>
public sealed class ForeignPageTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string Reboot = "/api/v1/system/reboot";
    private const string Form = "Content-Type: application/x-www-form-urlencoded";

    private string Host => $"{host.Client.Address}:12443";

    [Fact]
    public async Task Case38_Form_without_a_field_on_a_page_of_another_site_changes_nothing()
    {
        var before = await JobsAsync();
        foreach (
            var path in new[] { Reboot, "/api/v1/system/repair", "/api/v1/packages", "/api/v1/system/services/sample-service/restart" })
        {
            Assert.Equal("403", await CurlAsync("POST", path, "-H", "Origin: https://evil.example", "-H", Form, "-H", "Content-Length: 0"));
            Assert.Equal("403", await CurlAsync("POST", path, "-H", "Sec-Fetch-Site: cross-site", "-H", "Sec-Fetch-Mode: no-cors"));
            Assert.Equal("415", await CurlAsync("POST", path, "-d", ""));
        }

        Assert.Equal("403", await CurlAsync("PUT", "/api/v1/packages/sample-tiny1", "-H", "Origin: null"));
        Assert.Equal(before, await JobsAsync());
    }

    [Fact]
    public async Task Case38_Change_of_a_program_without_body_is_accepted()
    {
        Assert.Equal("202", await CurlAsync("PUT", "/api/v1/packages/sample-tiny1"));
        Assert.Equal("202", await CurlAsync("PUT", "/api/v1/packages/sample-tiny2", "-H", $"Origin: https://{Host}"));
        await IdleAsync();
    }

    [Fact]
    public async Task Case04_Delete_with_a_body_cancels_no_reboot()
    {
        await IdleAsync();
        (await host.Client.PostAsync(Reboot, """{"delay_seconds":3600}""")).Expect(202);
        try
        {
            Assert.Equal("400", await CurlAsync("DELETE", Reboot, "-H", "Content-Type: application/json", "-d", """{"dry_run":true}"""));
            Assert.Equal("400", await CurlAsync("DELETE", Reboot, "-H", "Transfer-Encoding: chunked", "-d", "x"));
            Assert.Equal("400", await CurlAsync("GET", "/api/v1/jobs", "-d", "{}"));
        }
        finally
        {
            Assert.Equal("200", await CurlAsync("DELETE", Reboot));
        }
    }

    [Fact]
    public async Task Case15_Library_that_sends_the_called_host_as_origin_hears_the_jobs_and_a_page_of_another_site_does_not()
    {
        Assert.Contains("\"connected\"", await ListenAsync(), StringComparison.Ordinal);
        Assert.Equal("HTTP 403", (await ListenAsync("https://evil.example")).Trim());
        Assert.Equal("HTTP 403", (await ListenAsync("null")).Trim());
    }

    [Fact]
    public async Task Case49_Client_of_http_1_0_is_answered() => Assert.Equal("200", await CurlAsync("GET", "/health", "-0"));

    /// <summary>Until no job of another test works any more.</summary>
    private Task IdleAsync() => Eventually.AsWantedAsync(
        "no active job",
        async () => (await host.Client.GetAsync("/api/v1/jobs?status=pending")).Data.At("total").ToString()
            + (await host.Client.GetAsync("/api/v1/jobs?status=running")).Data.At("total").ToString(),
        active => active == "00");

    private async Task<string> JobsAsync() => (await host.Client.GetAsync("/api/v1/jobs")).Expect(200).Data.At("total").ToString();

    private Task<string> ListenAsync(params string[] origin) => Command.RunAsync(
        "/usr/bin/python3",
        [Path.Combine(TestBed.Repository, "tests/LinuxPatchApi.SystemTests/Watching/Clients/listen.py"), $"wss://{Host}/api/v1/ws/jobs",
            host.Sandbox.ClientFiles, .. origin]);

    /// <summary>The status of the answer.</summary>
    private Task<string> CurlAsync(string method, string path, params string[] more)
    {
        var files = host.Sandbox.ClientFiles;
        return Command.RunAsync(
            "curl",
            ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", $"{files}/ca.pem", "--cert", $"{files}/client.pem", "--key",
                $"{files}/client.key.pem",
                "-X", method, .. more, $"https://{Host}{path}"]);
    }
}
