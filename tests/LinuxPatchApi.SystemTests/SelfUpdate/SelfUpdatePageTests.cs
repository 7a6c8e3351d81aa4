using System.Text.Json;
using LinuxPatchApi.SystemTests.Docs;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.SelfUpdate;

/// <summary>The lines of docs/usage/self-update.md, played on a host whose repository offers the versions that the page names.</summary>
public sealed class SelfUpdatePageTests(SelfUpdateHost host) : IClassFixture<SelfUpdateHost>
{
    /// <summary>The versions on the page: the installed one, and the next.</summary>
    private const string InstalledOnPage = "3.0.0";
    private const string NextOnPage = "3.0.1";

    /// <summary>The lines that ask are one update each: forwards twice, from the same state, and back. Each line is played once.</summary>
    [Fact]
    public async Task Every_line_of_the_self_update_page_works()
    {
        var lines = await UsagePage.LinesAsync("self-update.md");
        await host.OfferAsync(SelfUpdateHost.Good);
        await UpdateAsync("-X PUT", SelfUpdateHost.Next);

        await host.PresentAsync();
        await UpdateAsync($"{{\"target_version\": \"{NextOnPage}\"}}", SelfUpdateHost.Next);
        await UpdateAsync("allow_downgrade", SelfUpdateHost.Present);

        using var status = JsonDocument.Parse(await AtClientAsync(Take("update/status")));
        Assert.Equal("confirmed", status.RootElement.At("data").Text("status"));
        // 3: it is inactive (systemctl(1)), and is so as soon as the guard has seen the end.
        var shown = Take("systemctl status");
        var guard = await Eventually.AsWantedAsync("the guard's end", () => host.Sandbox.TryShAsync(shown), result => result.Exit == 3);
        Assert.Contains("linux-patch-api-guard.service", guard.Output);
        Assert.NotEqual("", (await host.Sandbox.ShAsync(Take("journalctl"))).Trim());
        Assert.Empty(lines);

        string Take(string part)
        {
            var line = Assert.Single(lines, line => line.Contains(part, StringComparison.Ordinal));
            lines.Remove(line);
            return line;
        }

        async Task UpdateAsync(string part, string version)
        {
            using var accepted = JsonDocument.Parse(await AtClientAsync(Take(part)));
            Assert.Equal("self_update", accepted.RootElement.At("data").Text("operation"));
            var job = (await ChangeOver.WatchAsync(host, accepted.RootElement.At("data").Text("job_id")!)).Job;
            Assert.True(job.Text("status") == "completed", job.ToString());
            Assert.Equal(version, (await host.Client.HealthAsync()).Text("version"));
        }
    }

    /// <summary>With the variables of docs/usage/cookbook.md, and the versions that the package under test really has.</summary>
    private Task<string> AtClientAsync(string line)
    {
        var files = host.Sandbox.ClientFiles;
        var real = line.Replace(NextOnPage, SelfUpdateHost.Next, StringComparison.Ordinal)
            .Replace(InstalledOnPage, SelfUpdateHost.Present, StringComparison.Ordinal);
        return Command.RunAsync(
            "bash", "-ec",
            $"AGENT=https://{host.Sandbox.Address}:12443; "
                + $"TLS='--max-time 90 --cacert {files}/ca.pem --cert {files}/client.pem --key {files}/client.key.pem'\n{real}");
    }
}
