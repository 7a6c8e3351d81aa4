using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Ansible;

/// <summary>The role that brings the agent to a new host, over real ssh.</summary>
public sealed class SetupRoleTests(SshHost host) : IClassFixture<SshHost>, IDisposable
{
    private const string Play = "ansible-playbook -i $HOME/hosts.ini $HOME/setup.yml";

    public void Dispose() => Directory.Delete(host.Controller.Folder, recursive: true);

    [Fact]
    public async Task A_new_host_gets_an_agent_that_answers_the_controller_and_the_second_run_changes_nothing()
    {
        var first = await host.Controller.RunAsync(Play);
        Assert.True(first.Exit == 0, first.Output);
        Assert.Equal("active", await host.Sandbox.UnitStateAsync("linux-patch-api.service"));
        var pki = Path.Combine(host.Controller.Folder, "pki");
        Assert.Contains("\"success\":true", await Command.RunAsync(
            "curl", "-sS", "--max-time", "20", "--cacert", $"{pki}/ca.pem", "--cert", $"{pki}/client.pem", "--key", $"{pki}/client.key.pem",
            $"https://{host.Sandbox.Address}:12443/health"));

        // The file with the host's private key does not stay, and the key of the authority never was there.
        Assert.Equal("", await host.Sandbox.ShAsync("ls /root | grep -F web1.tar || true; find / -xdev -name ca.key.pem"));
        var before = await host.Sandbox.ShAsync("sha256sum /etc/linux_patch_api/certs/* /etc/linux_patch_api/whitelist.yaml");
        var second = await host.Controller.RunAsync(Play);
        Assert.True(second.Exit == 0, second.Output);
        Assert.Matches("web1 +: ok=[0-9]+ +changed=0 ", second.Output);
        Assert.Equal(before, await host.Sandbox.ShAsync("sha256sum /etc/linux_patch_api/certs/* /etc/linux_patch_api/whitelist.yaml"));
    }
}
