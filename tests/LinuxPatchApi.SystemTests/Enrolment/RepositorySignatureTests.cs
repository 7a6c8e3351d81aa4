using LinuxPatchApi.SystemTests.Installation;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Enrolment;

/// <summary>A manager's repository that is not signed by the key that the manager sends, as when one of both was replaced.</summary>
public sealed class RepositorySignatureTests(BareHost host) : IClassFixture<BareHost>
{
    private const string Package = "sample-tiny1";

    [Fact]
    public async Task A_repository_signed_by_another_key_is_told_and_never_counts_as_set_up()
    {
        await using var manager = Managed.On(host.Sandbox);
        await using var repository = await SignedRepository.CreateAsync();
        var suite = "debian" + (await host.Sandbox.ShAsync(". /etc/os-release; echo $VERSION_ID")).Trim();
        var other = await repository.ChangeSignerAsync("stranger@example.org");
        await repository.PublishDebAsync(suite, Package, "9.0");
        (manager.Switches.RepositoryKey, manager.Switches.RepositoryFiles) = (repository.Key, repository.Folder);
        await Managed.TrustAsync(host.Sandbox, manager);
        await Managed.DirectAptAsync(host.Sandbox);
        await Managed.ConfigureAsync(host.Sandbox, manager, isConfigured: true);
        await host.Sandbox.ShAsync($"systemctl start {Managed.Unit}");
        await Managed.StatusAsync("waiting for approval by an administrator", host.Sandbox);
        Assert.Equal(200, manager.Enrolments.Approve());
        await Managed.StatusAsync("listens on", host.Sandbox);
        using var client = Managed.Client(host.Sandbox, manager);
        var reader = new RepositoryReader(client);

        await reader.IsRefusedAsync();
        await reader.DoesNotOfferAsync(Package, "9.0");
        Assert.Contains("does not accept the signature", (await host.Sandbox.TryShAsync("linux-patch-api doctor")).Text);

        // Signed by the key that the manager sends: the next refresh reads it.
        repository.SignAs(SignedRepository.Owner);
        await repository.PublishDebAsync(suite, Package, "9.0");
        await reader.OffersAsync(Package, "9.0", isAsked: true);

        // And by another one again, while the index of before is on the host.
        repository.SignAs("stranger@example.org");
        await repository.PublishDebAsync(suite, Package, "9.1");
        await reader.IsRefusedAsync(wasRead: true);
        await reader.DoesNotOfferAsync(Package, "9.1");

        // The manager sends that key now. Who restarts the agent after the day's question is over has it asked.
        manager.Switches.RepositoryKey = other;
        await host.Sandbox.ShAsync($"rm /var/lib/linux_patch_api/repository/record.json; systemctl restart {Managed.Unit}");
        await reader.OffersAsync(Package, "9.1");
    }
}
