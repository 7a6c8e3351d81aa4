using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>What somebody types who has never seen the agent: package, setup, the printed line.</summary>
public sealed class NewUserTests(BareHost host) : IClassFixture<BareHost>, IAsyncLifetime
{
    private const string Unit = "linux-patch-api.service";

    public async ValueTask InitializeAsync()
    {
        await host.ResetAsync();
        File.Copy(TestBed.Package(), host.Sandbox.Root + "/root/agent.deb", overwrite: true);
        await host.Sandbox.ShAsync("dpkg -i /root/agent.deb");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task From_the_package_to_the_first_answer_it_takes_setup_and_the_printed_line()
    {
        var said = await host.Sandbox.ShAsync($"linux-patch-api setup --allow {host.Sandbox.HostAddress}");
        Assert.Contains($"{Unit} runs", said);
        Assert.Matches("self-test +127.0.0.1:12443 answered client.pem: (healthy|degraded), version ", said);
        Assert.Equal("active", await host.Sandbox.UnitStateAsync(Unit));

        // On the client: unpack, and the very line.
        var line = said.Split('\n').Single(l => l.TrimStart().StartsWith("curl ", StringComparison.Ordinal)).Trim();
        Assert.EndsWith($"https://{host.Sandbox.Address}:12443/health", line);
        var client = Directory.CreateTempSubdirectory("new-user").FullName;
        await Command.RunAsync("tar", "-xf", host.Sandbox.Root + "/root/linux-patch-api-client/client.tar", "-C", client);
        var answer = await Command.RunAsync(
            "sh", "-c", $"cd {client} && {line.Replace("curl ", "curl -sS --max-time 20 ", StringComparison.Ordinal)}");
        Assert.Contains("\"success\":true", answer);

        // Or this program as the client, with what the archive has.
        var own = Directory.CreateDirectory(Path.Combine(client, "linux-patch-api")).FullName;
        await Command.RunAsync("tar", "-xf", host.Sandbox.Root + "/root/linux-patch-api-client/client.tar", "-C", own);
        Assert.Matches("^status +(healthy|degraded), version ", await Command.RunAsync(
            "sh", "-c", $"XDG_CONFIG_HOME={client} {host.Sandbox.Root}/usr/bin/linux-patch-api client status"));

        // Again: nothing is replaced, and it says what is there.
        var before = await host.Sandbox.ShAsync("sha256sum /etc/linux_patch_api/certs/* /etc/linux_patch_api/whitelist.yaml");
        var again = await host.Sandbox.ShAsync("linux-patch-api setup");
        Assert.Contains("unchanged, until ", again);
        Assert.Contains("runs already", again);
        Assert.Equal(before, await host.Sandbox.ShAsync("sha256sum /etc/linux_patch_api/certs/* /etc/linux_patch_api/whitelist.yaml"));
        Assert.DoesNotContain("ca.key.pem", await host.Sandbox.ShAsync("find / -xdev -name ca.key.pem"));

        // What setup left here is enough for the agent to be asked; with it carried away nothing is wrong either.
        var asked = await host.Sandbox.ShAsync("linux-patch-api doctor");
        Assert.StartsWith("the running agent at 127.0.0.1:12443 was queried\n", asked);
        Assert.DoesNotMatch("(?m)^(not tested|warning|failed)", asked);
        await host.Sandbox.ShAsync("rm -r /root/linux-patch-api-client");
        var alone = await host.Sandbox.ShAsync("linux-patch-api doctor");
        Assert.Contains("not tested own-client: the running agent was not asked: no client certificate on this host\n", alone);
        Assert.Contains("remedy:  none needed: ", alone);
        Assert.DoesNotMatch("(?m)^(warning|failed)", alone);
    }

    [Fact]
    public async Task A_bundle_of_the_admin_machine_makes_a_host_ready_and_a_unit_that_is_off_at_boot_is_enabled()
    {
        await host.Sandbox.ShAsync("systemctl disable linux-patch-api; hostname web1");
        await host.Sandbox.ShAsync("cd /root && linux-patch-api pki init --directory pki "
            + $"&& linux-patch-api pki bundle web1 --directory pki --ip {host.Sandbox.Address} "
            + "&& linux-patch-api pki issue --directory pki --client --name admin");
        var said = await host.Sandbox.ShAsync($"linux-patch-api install-bundle /root/pki/web1.tar --allow {host.Sandbox.HostAddress}");
        Assert.Contains("written: server.key.pem, server.pem, ca.pem, crl.pem", said);
        Assert.Contains("and at each boot from now on", said);
        Assert.Contains("self-test    127.0.0.1:12443 listens", said);
        Assert.Equal("enabled", (await host.Sandbox.ShAsync($"systemctl is-enabled {Unit}")).Trim());
        var pki = host.Sandbox.Root + "/root/pki";
        Assert.Contains("\"success\":true", await Command.RunAsync("curl", "-sS", "--max-time", "20", "--cacert", $"{pki}/ca.pem",
            "--cert", $"{pki}/admin.pem", "--key", $"{pki}/admin.key.pem", $"https://{host.Sandbox.Address}:12443/health"));

        // The timer of the admin machine.
        await host.Sandbox.ShAsync("systemctl enable --now \"linux-patch-api-pki@$(systemd-escape -p /root/pki).timer\"");
        await host.Sandbox.ShAsync("systemctl start \"linux-patch-api-pki@$(systemd-escape -p /root/pki).service\"");
        Assert.Contains("nothing is due", await host.Sandbox.ShAsync("journalctl --no-pager -o cat -u 'linux-patch-api-pki@*'"));
    }

    [Fact]
    public async Task Every_line_of_the_setup_page_works()
    {
        var lines = await Docs.UsagePage.LinesAsync("setup.md");
        Assert.True(lines.Count > 6, "the page has hardly any line");
        await host.Sandbox.WriteAsync("/root/page.sh", $"set -e\n{string.Join('\n', lines)}\necho played to the end\n");
        var played = await host.Sandbox.TryShAsync("bash /root/page.sh");
        Assert.True(
            played.Exit == 0 && played.Output.EndsWith("played to the end\n", StringComparison.Ordinal),
            $"{played.Output}\n{played.Errors}");
    }

    [Fact]
    public async Task A_setup_that_cannot_listen_names_the_step_and_what_to_do()
    {
        await host.Sandbox.ShAsync("systemctl mask linux-patch-api");
        var failed = await host.Sandbox.TryShAsync($"linux-patch-api setup --allow {host.Sandbox.HostAddress}");
        Assert.Equal(69, failed.Exit);
        Assert.Contains("start: linux-patch-api.service is masked", failed.Errors);
        Assert.Contains("to do: systemctl unmask linux-patch-api", failed.Errors);
    }
}
