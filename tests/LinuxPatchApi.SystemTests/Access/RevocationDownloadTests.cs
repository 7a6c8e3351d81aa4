using System.Diagnostics;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Access;

/// <summary>The packaged agent in its sandbox and a manager on the other end of the link: OpenSSL's own server with files.</summary>
public sealed class RevocationDownloadTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const int Port = 18443;

    /// <summary>Seconds. Origin: the agent asks up to 30 s after its start, and a minute after a failure.</summary>
    private const int Patience = 120;

    [Fact]
    public async Task List_of_the_manager_is_in_force_at_once_and_after_a_restart_and_the_operators_file_is_left_alone()
    {
        var files = Path.Combine(Path.GetTempPath(), $"lpa-manager-{host.Sandbox.Name}");
        Directory.CreateDirectory(Path.Combine(files, "api/v1/pki"));
        var lost = await host.IssueAsync("lost");
        using var client = host.ClientAs(lost);
        (await client.GetAsync("/health")).Expect(200);
        var before = await host.Sandbox.ShAsync("sha256sum /etc/linux_patch_api/certs/crl.pem");
        await host.Sandbox.ShAsync($"linux-patch-api pki revoke --directory /root/pki --certificate /root/pki/lost.pem; "
            + $"linux-patch-api pki issue --directory /root/pki --server --name manager --ip {host.Sandbox.HostAddress}");
        var url = $"https://{host.Sandbox.HostAddress}:{Port}";
        var pki = host.Sandbox.Root + "/root/pki/";
        File.Copy(pki + "crl.pem", Path.Combine(files, "api/v1/pki/crl.pem"), overwrite: true);
        using var manager = Process.Start(new ProcessStartInfo("openssl",
        [
            "s_server", "-accept", $"{host.Sandbox.HostAddress}:{Port}", "-cert", pki + "manager.pem", "-key", pki + "manager.key.pem",
            "-WWW", "-quiet",
        ])
        { WorkingDirectory = files, RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            await host.Sandbox.WriteAsync(
                "/etc/linux_patch_api/config.yaml", host.Configuration + $"\nenrollment:\n  manager_url: {url}\n");
            await host.RestartAsync();
            await Eventually.AsWantedAsync("the line of the list", host.Sandbox.JournalAsync,
                log => log.Contains($"a newer revocation list from {url}/api/v1/pki/crl.pem is in force", StringComparison.Ordinal),
                Patience);

            using (var again = host.ClientAs(lost))
            {
                await Assert.ThrowsAsync<HttpRequestException>(() => again.GetAsync("/health"));
            }

            Assert.Equal("valid", (await host.Client.HealthAsync()).Text("crl_status"));
            Assert.Equal(before, await host.Sandbox.ShAsync("sha256sum /etc/linux_patch_api/certs/crl.pem"));
            Assert.Equal("600 root", (await host.Sandbox.ShAsync("stat -c '%a %U' /var/lib/linux_patch_api/crl.pem")).Trim());
        }
        finally
        {
            manager.Kill();
            Directory.Delete(files, recursive: true);
        }

        // The manager is gone: the start does not wait for it, and what it gave is still in force.
        await host.RestartAsync();
        using var after = host.ClientAs(lost);
        await Assert.ThrowsAsync<HttpRequestException>(() => after.GetAsync("/health"));
        Assert.Equal("valid", (await host.Client.HealthAsync()).Text("crl_status"));
    }
}
