using System.Security.Authentication;
using System.Text;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Protocol;

/// <summary>A request that is repeated with its key is done once. Each test has packages of its own.</summary>
public sealed class IdempotencyTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string Packages = "/api/v1/packages";

    [Fact]
    public async Task A_repeated_key_returns_the_first_answer_also_after_a_restart()
    {
        const string body = """{"packages":[{"name":"sample-new"}]}""";
        var first = (await SendAsync("POST", Packages, body, "first")).Expect(202);
        var again = (await SendAsync("POST", Packages, body, "first")).Expect(202);
        Assert.Equal(first.Data.ToString(), again.Data.ToString());
        var job = first.Data.Text("job_id")!;
        Assert.Equal("completed", (await host.Client.EndAsync(job)).Text("status"));

        await host.RestartAsync();
        Assert.Equal(first.Data.ToString(), (await SendAsync("POST", Packages, body, "first")).Expect(202).Data.ToString());
        Assert.Equal([job], await JobsOfAsync("sample-new"));
    }

    [Fact]
    public async Task A_key_that_comes_with_another_request_is_refused()
    {
        var first = (await SendAsync("PUT", Packages + "/sample-tiny1", "{}", "reused")).Expect(202).Data.Text("job_id");
        var refusal = (await SendAsync("PUT", Packages + "/sample-tiny1", """{"version":"1.1-1"}""", "reused"))
            .Expect(422, "IDEMPOTENCY_KEY_REUSED");
        Assert.Equal(first, refusal.Error.At("details").Text("job_id"));
        (await SendAsync("PUT", Packages + "/sample-tiny2", "{}", "reused")).Expect(422, "IDEMPOTENCY_KEY_REUSED");
        Assert.Empty(await JobsOfAsync("sample-tiny2"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    public async Task A_key_that_breaks_the_rule_is_refused_before_anything_is_done(string key)
    {
        var request = Request("sample-tiny3", key);
        (await RawClient.SendAsync(host.Client, request)).Expect(400, "INVALID_REQUEST");
        Assert.Empty(await JobsOfAsync("sample-tiny3"));
    }

    /// <summary>The connection is cut after so many per cent of the request; above 100 after so many bytes of the answer.</summary>
    [Fact]
    public async Task A_connection_that_is_cut_at_any_stage_never_makes_a_second_job()
    {
        var cuts = new[] { 0, 1, 50, 90, 99, 100, 101, 200, 400 };
        for (var i = 0; i < cuts.Length; i++)
        {
            var package = $"sample-tiny{i + 4}";
            var key = $"cut-{cuts[i]}";
            await CutAsync(Encoding.ASCII.GetBytes(Request(package, key)), cuts[i]);
            var answer = await Eventually.AsWantedAsync(
                "the answer to the repeat", () => SendAsync("PUT", $"{Packages}/{package}", "{}", key), a => a.Status == 202);
            var job = await host.Client.EndAsync(answer.Data.Text("job_id")!);
            Assert.Equal(("completed", "applied"), (job.Text("status"), job.Items("changes").Named(package).Text("outcome")));
            Assert.Equal([job.Text("job_id")!], await JobsOfAsync(package));
        }
    }

    private static string Request(string package, string key) =>
        $"PUT {Packages}/{package} HTTP/1.1\r\nHost: a\r\nIdempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: "
            + $"2\r\n\r\n{{}}";

    private async Task CutAsync(byte[] request, int stage)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var stream = await RawClient.ConnectAsync(host.Client.Address, host.Identity, SslProtocols.Tls13, limit.Token);
        await using (stream)
        {
            await stream.WriteAsync(request.AsMemory(0, request.Length * Math.Min(stage, 100) / 100), limit.Token);
            for (var left = stage - 100; left > 0;)
            {
                var read = await stream.ReadAsync(new byte[left], limit.Token);
                left = read == 0 ? 0 : left - read;
            }
        }
    }

    private Task<Answer> SendAsync(string method, string path, string body, string key) =>
        host.Client.SendAsync(method, path, body, fields: ("Idempotency-Key", key));

    private async Task<IReadOnlyList<string>> JobsOfAsync(string package) =>
        [.. (await host.Client.GetAsync("/api/v1/jobs?limit=500")).Expect(200).Data.Items("jobs")
            .Where(j => j.Texts("packages").Contains(package)).Select(j => j.Text("job_id")!)];
}
