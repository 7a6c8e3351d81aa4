using System.Security.Cryptography;
using LinuxPatchApi.FakeManager;
using LinuxPatchApi.SystemTests.Families;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Enrolment;

/// <summary>
/// The manager's repository on a host with apk, whose files are disguised and whose service is a stand-in: the files are written and a
/// refresh is asked for; nobody reads the repository.
/// </summary>
public sealed class AlpineRepositoryTests(ApkHost host) : IClassFixture<ApkHost>
{
    private const string List = "/etc/apk/repositories";
    private const string KeyFile = "/etc/apk/keys/lpa-repo.rsa.pub";
    private const string Others = "https://dl.example/alpine/v3.21/main\n# mine\n";

    [Fact]
    public async Task Line_and_key_are_written_beside_those_of_others_healed_and_the_service_is_asked_to_refresh()
    {
        await using var manager = Managed.On(host.Sandbox);
        using var rsa = RSA.Create(2048);
        manager.Switches.RepositoryKey = rsa.ExportSubjectPublicKeyInfoPem();
        await host.Sandbox.ShAsync(
            "sed -i 's/^VERSION_ID=.*/VERSION_ID=3.21.3/' /etc/os-release; mkdir -p /etc/apk/keys; "
            + "echo theirs >/etc/apk/keys/other.rsa.pub");
        await host.Sandbox.WriteAsync(
            List, Others, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var before = Refreshes();
        using var client = await Managed.EnrolAsync(host, manager);
        await Managed.AskedAsync(manager, "GET /api/v1/pki/repo-config?distro_id=alpine&codename=v3.21");

        await WrittenAsync(client, manager);
        using var written = RSA.Create();
        written.ImportFromPem(await host.Sandbox.ShAsync($"cat {KeyFile}"));
        Assert.Equal(rsa.ExportSubjectPublicKeyInfo(), written.ExportSubjectPublicKeyInfo());
        Assert.Equal("644 root\n644 root", (await host.Sandbox.ShAsync($"stat -c '%a %U' {KeyFile} {List}")).Trim());
        Assert.Equal("lpa-repo.rsa.pub\nother.rsa.pub\n", await host.Sandbox.ShAsync("ls /etc/apk/keys"));
        await Eventually.AsWantedAsync("a refresh", () => Task.FromResult(Refreshes()), count => count > before);

        await host.Sandbox.ShAsync($"rm {KeyFile}; sed -i /lpa/d {List}; systemctl restart {Managed.Unit}");
        await WrittenAsync(client, manager);
    }

    private int Refreshes() => host.Service.Calls.ToArray().Count(call => call == "UpdateRepositories");

    internal static string Line(Manager manager) => $"{manager.Address.AbsoluteUri.TrimEnd('/')}/apk/v3.21";

    internal static async Task SyncedAsync(AgentClient client)
    {
        var health = await Eventually.AsWantedAsync(
            "a repository in health", client.HealthAsync,
            now => !now.IsNull("repo_config_synced") && now.Flag("repo_config_synced") && now.Text("gpg_key_status") == "valid");
        // An RSA key of apk has no end.
        Assert.True(health.IsNull("gpg_key_expires_at"));
    }

    private async Task WrittenAsync(AgentClient client, Manager manager)
    {
        await SyncedAsync(client);
        var list = await host.Sandbox.ShAsync($"test -s {KeyFile}; cat {List}");
        Assert.StartsWith(Others, list, StringComparison.Ordinal);
        Assert.EndsWith($"\n{Line(manager)}\n", list, StringComparison.Ordinal);
    }
}
