using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Access;

/// <summary>The numbers of a real agent.</summary>
public sealed class MetricsTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string NoCertificate = "linux_patch_api_handshake_failures_total{reason=\"no_certificate\"}";
    private const string Refused = "linux_patch_api_requests_total{class=\"4xx\"}";

    [Fact]
    public async Task Refused_handshakes_and_requests_are_counted_by_their_kind()
    {
        var before = await ReadAsync();
        Assert.Equal(1, before["linux_patch_api_crl_status{status=\"valid\"}"]);
        using var stranger = new AgentClient(host.Sandbox.Address, host.Identity with { Own = null });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => stranger.GetAsync("/health"));
        (await host.Client.GetAsync("/api/v1/jobs/none")).Expect(400);
        await Eventually.AsWantedAsync("the counts", ReadAsync, now => now[NoCertificate] > before[NoCertificate] && now[Refused] > before[Refused]);
    }

    private async Task<IReadOnlyDictionary<string, long>> ReadAsync()
    {
        var answer = (await host.Client.GetAsync("/metrics")).Expect(200);
        Assert.StartsWith("text/plain; version=0.0.4", answer.Headers["Content-Type"], StringComparison.Ordinal);
        return answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => long.Parse(line[(line.LastIndexOf(' ') + 1)..]));
    }
}
