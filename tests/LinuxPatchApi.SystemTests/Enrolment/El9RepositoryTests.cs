using LinuxPatchApi.SystemTests.Families;

namespace LinuxPatchApi.SystemTests.Enrolment;

/// <summary>The manager's repository on a host with dnf: PackageKit with libdnf, both real, reads what createrepo_c and gpg made.</summary>
public sealed class El9RepositoryTests(El9Host host) : IClassFixture<El9Host>
{
    private const string Package = "sample-tiny1";
    private const string Section = "/etc/yum.repos.d/lpa-repo.repo";
    private const string KeyFile = "/etc/pki/rpm-gpg/lpa-repo.gpg";
    private const string Algorithm = "rsa3072";

    [Fact]
    public async Task Section_and_key_are_written_PackageKit_reads_the_repository_and_a_wrong_signature_never_counts_as_set_up()
    {
        await using var manager = Managed.On(host.Sandbox);
        await using var repository = await SignedRepository.CreateAsync(Algorithm);
        await repository.PublishRpmAsync("el9", Package, "9.0");
        (manager.Switches.RepositoryKey, manager.Switches.RepositoryFiles) = (repository.Key, repository.Folder);
        await Managed.TrustAsync(host.Sandbox, manager);
        using var client = await Managed.EnrolAsync(host, manager);
        await Managed.AskedAsync(manager, "GET /api/v1/pki/repo-config?distro_id=almalinux&codename=el9");
        var reader = new RepositoryReader(client);

        await reader.OffersAsync(Package, "9.0-1");
        var section = await host.Sandbox.ShAsync($"cat {Section}");
        Assert.StartsWith(
            $"[lpa-repo]\nname=lpa-repo\nbaseurl={manager.Address.AbsoluteUri.TrimEnd('/')}/dnf/el9/\nenabled=1\n", section,
            StringComparison.Ordinal);
        Assert.Contains($"\nrepo_gpgcheck=1\ngpgkey=file://{KeyFile}\n", section);
        Assert.Equal("644 root\n644 root", (await host.Sandbox.ShAsync($"stat -c '%a %U' {KeyFile} {Section}")).Trim());
        Assert.Contains(
            "the manager's repository is set up", await host.Sandbox.ShAsync("journalctl --no-pager -u linux-patch-api-repository"));
        await Managed.AskedAsync(manager, "GET /dnf/el9/repodata/repomd.xml.asc");
        // rpm itself takes the key.
        await host.Sandbox.ShAsync($"rpm --import {KeyFile}");

        await repository.ChangeSignerAsync("stranger@example.org", Algorithm);
        await repository.PublishRpmAsync("el9", Package, "9.1");
        await reader.IsRefusedAsync("the manager's repository is set up, but", wasRead: true);
        await reader.DoesNotOfferAsync(Package, "9.1-1");
    }
}
