using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Access;

/// <summary>Who may connect at all. This machine has a second address, which the list does not name at first.</summary>
public sealed class AllowListTests(AgentHost host) : IClassFixture<AgentHost>, IAsyncLifetime
{
    private const string File = "/etc/linux_patch_api/whitelist.yaml";

    private IPAddress Second => IPAddress.Parse(host.Sandbox.HostAddress.Replace("10.213.", "10.214.", StringComparison.Ordinal));

    public async ValueTask InitializeAsync()
    {
        await Command.TryAsync("ip", "address", "add", $"{Second}/32", "dev", host.Sandbox.Link);
        await host.Sandbox.WriteAsync(File, $"entries:\n  - \"{host.Sandbox.HostAddress}\"\n");
        await Eventually.AsWantedAsync("the list of the start", host.Client.HealthAsync, h => h.Text("status") == "healthy");
        await Eventually.AsWantedAsync("the refusal of the second address", KnockAsync, heard => heard == 0);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_address_that_is_not_listed_is_closed_before_the_first_byte()
    {
        Assert.Equal(0, await KnockAsync());
        (await host.Client.GetAsync("/health")).Expect(200);
    }

    [Fact]
    public async Task An_address_that_is_added_may_connect_without_a_restart()
    {
        using var client = host.ClientAs(host.Identity, Second);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/health"));
        await host.Sandbox.WriteAsync(File, $"entries:\n  - \"{host.Sandbox.HostAddress}\"\n  - \"10.214.0.0/16\"\n");
        await Eventually.AsWantedAsync("an answer to the second address", () => client.GetAsync("/health"), a => a.Status == 200);
    }

    [Fact]
    public async Task A_broken_list_leaves_the_old_one_in_force_and_degrades_health()
    {
        await host.Sandbox.WriteAsync(File, "entries:\n  - \"10.213.0.0/16\"\n  - \"not an address!\"\n");
        var health = await Eventually.AsWantedAsync("degraded health", host.Client.HealthAsync, h => h.Text("status") == "degraded");
        Assert.Contains(health.Texts("degraded_reasons"), r => r.Contains("whitelist", StringComparison.Ordinal));
        var check = await host.Sandbox.TryShAsync("linux-patch-api check-config");
        Assert.Contains("whitelist.yaml:3", check.Text);
    }

    [Fact]
    public async Task Without_a_list_nobody_is_let_in_after_a_start_and_the_log_says_so()
    {
        await host.Sandbox.ShAsync($"mv {File} /root/whitelist.yaml; systemctl restart linux-patch-api.service");
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Client.GetAsync("/health"));
        Assert.Contains("whitelist.yaml", await host.Sandbox.JournalAsync());
        await host.Sandbox.ShAsync($"mv /root/whitelist.yaml {File}");
        await host.AnsweringAsync();
    }

    /// <summary>
    /// Connects from the second address and sends nothing: 0 when the agent closes without a byte, -1 when it waits for the handshake.
    /// </summary>
    private async Task<int> KnockAsync()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            socket.Bind(new IPEndPoint(Second, 0));
            await socket.ConnectAsync(IPAddress.Parse(host.Sandbox.Address), 12443, limit.Token);
            return await socket.ReceiveAsync(new byte[16], limit.Token);
        }
        catch (OperationCanceledException)
        {
            return -1;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
