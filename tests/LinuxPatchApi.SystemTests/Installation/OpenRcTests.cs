using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>
/// The init script for hosts without systemd, under OpenRC's own supervisor. (The container's systemd stays what it was booted with.)
/// </summary>
public sealed class OpenRcTests(BareHost host) : IClassFixture<BareHost>
{
    private const string Script = "/etc/init.d/linux-patch-api";

    /// <summary>OpenRC's files, and the state that its own boot would have made.</summary>
    private const string Prepare = """
        for package in /usr/share/openrc-packages/*.deb; do dpkg --fsys-tarfile $package | tar -x --keep-directory-symlink -C /; done
        for folder in starting started stopping inactive wasinactive failed hotplugged daemons options exclusive scheduled init.d tmp; do
            mkdir -p /run/openrc/$folder
        done
        touch /run/openrc/softlevel
        printf '#!/sbin/openrc-run\nstart() { :; }\n' >/etc/init.d/dbus
        chmod 0755 /etc/init.d/dbus
        install -m 0755 /usr/lib/linux-patch-api/openrc/linux-patch-api /etc/init.d/linux-patch-api
        """;

    [Fact]
    public async Task The_agent_runs_under_openrc_without_capabilities_comes_back_when_it_dies_and_stops()
    {
        await host.Sandbox.InstallAgentAsync(TestBed.Package());
        await host.Sandbox.ShAsync(Prepare);
        await host.Sandbox.ShAsync(
            $"mv /etc/linux_patch_api/certs/ca.pem /root/; ! {Script} start; mv /root/ca.pem /etc/linux_patch_api/certs/");
        await host.Sandbox.ShAsync($"{Script} start");
        using var client = new AgentClient(host.Sandbox.Address, ClientIdentity.Of(host.Sandbox.ClientFiles));
        await AnswersAsync(client);
        var check = (await client.GetAsync("/api/v1/system/doctor")).Expect(200).Data.Items("checks").Named("sandbox");
        Assert.StartsWith("no capabilities, no new privileges, system calls filtered", check.Text("seen"));

        var first = await PidAsync();
        await host.Sandbox.ShAsync($"kill -KILL {first}");
        await Eventually.AsWantedAsync("another agent", PidAsync, pid => pid.Length > 0 && pid != first);
        await AnswersAsync(client);
        await host.Sandbox.ShAsync($"{Script} stop");
        Assert.Equal("", await PidAsync());
    }

    private static Task AnswersAsync(AgentClient client) =>
        Eventually.AsWantedAsync("an answer of the agent", () => client.GetAsync("/health"), a => a.Status == 200);

    private async Task<string> PidAsync() => (await host.Sandbox.TryShAsync("pgrep -x linux-patch-api")).Output.Trim();
}
