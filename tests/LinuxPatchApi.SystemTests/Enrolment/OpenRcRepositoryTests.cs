using System.Security.Cryptography;
using LinuxPatchApi.SystemTests.Installation;

namespace LinuxPatchApi.SystemTests.Enrolment;

/// <summary>
/// The manager's repository on a host that OpenRC booted, as Alpine is one: without systemd there is no unit, and the agent writes the
/// files itself. Alpine's os-release is real there; apk and its service are missing, so nobody reads the repository.
/// </summary>
public sealed class OpenRcRepositoryTests(OpenRcHost host) : IClassFixture<OpenRcHost>
{
    [Fact]
    public async Task Agent_enrols_under_OpenRC_and_writes_line_and_key_itself()
    {
        await using var manager = Managed.On(host.Sandbox);
        using var rsa = RSA.Create(2048);
        manager.Switches.RepositoryKey = rsa.ExportSubjectPublicKeyInfoPem();
        await host.Sandbox.ShAsync("sed -i 's/^VERSION_ID=.*/VERSION_ID=3.21.3/' /etc/os-release; mkdir -p /etc/apk/keys");
        await Managed.EnrolsAsync(host, manager);
        await host.Sandbox.ShAsync("rm /etc/linux_patch_api/certs/*; rc-service linux-patch-api restart");
        await Managed.WaitingAsync(manager);
        Assert.Equal(200, manager.Enrolments.Approve());
        using var client = Managed.Client(host.Sandbox, manager);
        await AlpineRepositoryTests.SyncedAsync(client);
        Assert.EndsWith(
            $"\n{AlpineRepositoryTests.Line(manager)}\n", await host.Sandbox.ShAsync("echo; cat /etc/apk/repositories"),
            StringComparison.Ordinal);
        using var written = RSA.Create();
        written.ImportFromPem(await host.Sandbox.ShAsync("cat /etc/apk/keys/lpa-repo.rsa.pub"));
        Assert.Equal(rsa.ExportSubjectPublicKeyInfo(), written.ExportSubjectPublicKeyInfo());
    }
}
