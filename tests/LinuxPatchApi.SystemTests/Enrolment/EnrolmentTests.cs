using System.Net;
using LinuxPatchApi.FakeManager;
using LinuxPatchApi.SystemTests.Installation;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Enrolment;

/// <summary>The package on a host without certificates, in its sandbox, and a fake manager on the other end of the link.</summary>
public sealed class EnrolmentTests(BareHost host) : IClassFixture<BareHost>, IAsyncLifetime
{
    private const string Unit = "linux-patch-api.service";
    private const string Record = "/var/lib/linux_patch_api/enrolment/enrolment.json";

    public async ValueTask InitializeAsync() => await host.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Unit_runs_while_it_waits_survives_kills_and_listens_after_the_approval()
    {
        await using var manager = await ManagedAsync();
        manager.Switches.RepositoryKey = await KeyAsync();
        await host.Sandbox.ShAsync($"systemctl start {Unit}");
        await StatusAsync("waiting for approval by an administrator");
        Assert.Equal("active", await host.Sandbox.UnitStateAsync(Unit));
        Assert.Equal("", (await host.Sandbox.ShAsync("ss -Hltn sport = :12443")).Trim());
        Assert.Contains("waiting for approval", await host.Sandbox.ShAsync("linux-patch-api enroll --status"));
        var who = Assert.Single(manager.Enrolments.Waiting);
        Assert.Equal(host.Sandbox.Address, who.Address.ToString());
        Assert.Equal("Debian GNU/Linux", (string?)who.Os["os"]);

        await host.Sandbox.ShAsync($"systemctl kill --signal=KILL {Unit}");
        Assert.Equal(200, manager.Enrolments.Approve());
        await StatusAsync("listens on");
        Assert.Contains("enrolled with", await host.Sandbox.ShAsync("linux-patch-api enroll --status"));
        Assert.Equal(0, (await host.Sandbox.TryShAsync("linux-patch-api check-config")).Exit);
        Assert.Equal(1, manager.Enrolments.HandedOut);
        Assert.Equal("600 root", (await host.Sandbox.ShAsync(
            "stat -c '%a %U' /var/lib/linux_patch_api/$(cat /var/lib/linux_patch_api/enrolled)/server.key.pem")).Trim());
        Assert.Equal("", await host.Sandbox.ShAsync("ls /etc/linux_patch_api/certs"));

        await RepositoryAsync(manager);
        await host.Sandbox.ShAsync($"systemctl restart {Unit}");
        await StatusAsync("listens on");
    }

    /// <summary>The unit in its sandbox writes the two files, gpg reads the key, and what somebody took away is there after a
    /// restart.</summary>
    private async Task RepositoryAsync(Manager manager)
    {
        const string Files = "/etc/apt/keyrings/lpa-repo.gpg /etc/apt/sources.list.d/lpa-repo.list";
        var release = (await host.Sandbox.ShAsync(". /etc/os-release; echo $VERSION_ID")).Trim();
        var place = manager.Address.AbsoluteUri.TrimEnd('/');
        var line = $"deb [signed-by=/etc/apt/keyrings/lpa-repo.gpg] {place}/apt debian{release} main";
        await WrittenAsync();
        Assert.Equal("644 root\n644 root", (await host.Sandbox.ShAsync($"stat -c '%a %U' {Files}")).Trim());
        await host.Sandbox.ShAsync($"rm {Files}; systemctl restart {Unit}");
        await WrittenAsync();
        Assert.Equal("", await host.Sandbox.ShAsync("ls /etc/apt/keyrings | grep -v '^lpa-repo.gpg$' || true"));

        Task WrittenAsync() => Eventually.AsWantedAsync(
            "the repository", () => host.Sandbox.TryShAsync($"cat {Files} >/dev/null && cat {Files.Split(' ')[1]}; "
                + "journalctl --no-pager -u linux-patch-api-repository"),
            result => result.Output.StartsWith(line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verb_enrols_while_the_agent_is_off_and_the_agent_starts_by_itself()
    {
        await using var manager = await ManagedAsync(isConfigured: false);
        await host.Sandbox.ShAsync($"systemctl start {Unit}");
        Assert.Equal("inactive", await host.Sandbox.UnitStateAsync(Unit));
        var enrol = $"linux-patch-api enroll --manager {manager.Address} --no-wait";
        var refused = await host.Sandbox.TryShAsync(enrol);
        Assert.Equal(69, refused.Exit);
        Assert.Empty(manager.Requests);
        var fingerprint = manager.Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
        await host.Sandbox.ShAsync($"{enrol} --fingerprint {fingerprint}");
        Assert.Equal(200, manager.Enrolments.Approve());
        await Eventually.AsWantedAsync(
            "the certificates", () => host.Sandbox.TryShAsync($"sleep 1; {enrol} --fingerprint {fingerprint}"),
            result => result.Output.Contains("enrolled with", StringComparison.Ordinal));
        await Eventually.AsWantedAsync("the agent", () => host.Sandbox.UnitStateAsync(Unit), state => state == "active");
        await StatusAsync("listens on");
    }

    /// <summary>One of them is killed while it waits; each gets its own certificates.</summary>
    [Fact]
    public async Task Three_agents_enrol_at_once()
    {
        await using var manager = await ManagedAsync();
        var others = await Task.WhenAll(((string[])["second", "third"]).Select(AddAsync));
        Sandbox[] all = [host.Sandbox, .. others];
        try
        {
            await Task.WhenAll(others.Select(other => ConfigureAsync(other, manager, isConfigured: true)));
            await Task.WhenAll(all.Select(one => one.ShAsync($"systemctl start {Unit}")));
            await Task.WhenAll(all.Select(one => StatusAsync("waiting for approval by an administrator", one)));
            lock (manager.Requests)
            {
                Assert.Equal(
                    all.Select(one => one.Address).Order(), manager.Enrolments.Waiting.Select(who => who.Address.ToString()).Order());
                Assert.Equal([200, 200, 200], manager.Enrolments.ApproveAll());
            }

            await others[0].ShAsync($"systemctl kill --signal=KILL {Unit}");
            await Task.WhenAll(all.Select(one => StatusAsync("listens on", one)));
            var serials = await Task.WhenAll(all.Select(one => one.ShAsync(
                "cd /var/lib/linux_patch_api; openssl x509 -noout -serial -in $(cat enrolled)/server.pem")));
            Assert.Equal(all.Length, serials.Distinct().Count());
            Assert.Equal(all.Length, manager.Enrolments.HandedOut);
        }
        finally
        {
            await Task.WhenAll(others.Select(other => other.DownAsync()));
        }
    }

    private static Task<Sandbox> AddAsync(string name) => Sandbox.UpAsync($"sys{Environment.ProcessId}-enrol-{name}");

    /// <summary>A key of the real gpg.</summary>
    private static async Task<string> KeyAsync()
    {
        var home = Directory.CreateTempSubdirectory("lpa-gpg-");
        try
        {
            string[] common = ["--homedir", home.FullName, "--batch", "--quiet", "--passphrase", ""];
            await Command.RunAsync("gpg", [.. common, "--quick-generate-key", "fleet@example.org", "ed25519", "sign", "90d"]);
            var exported = await Command.RunAsync("gpg", [.. common, "--armor", "--export"]);
            await Command.RunAsync("gpgconf", "--homedir", home.FullName, "--kill", "all");
            return exported;
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private async Task<Manager> ManagedAsync(bool isConfigured = true)
    {
        var manager = new Manager(TimeProvider.System, new IPEndPoint(IPAddress.Parse(host.Sandbox.HostAddress), 0));
        await ConfigureAsync(host.Sandbox, manager, isConfigured);
        return manager;
    }

    private static async Task ConfigureAsync(Sandbox sandbox, Manager manager, bool isConfigured)
    {
        File.Copy(TestBed.Package(), sandbox.Root + "/root/agent.deb", overwrite: true);
        await sandbox.ShAsync("dpkg -i /root/agent.deb");
        await sandbox.WriteAsync("/etc/linux_patch_api/manager-ca.pem", manager.Pki.AuthorityPem);
        await sandbox.WriteAsync("/etc/linux_patch_api/config.yaml", isConfigured
            ? $"enrollment:\n  manager_url: {manager.Address}\n  manager_ca: /etc/linux_patch_api/manager-ca.pem\n"
                + "  polling_interval_seconds: 1\n"
            : "enrollment:\n  polling_interval_seconds: 1\n");
    }

    private Task StatusAsync(string text) => StatusAsync(text, host.Sandbox);

    private static Task StatusAsync(string text, Sandbox sandbox) => Eventually.AsWantedAsync(
        text, () => sandbox.ShAsync($"systemctl show -P StatusText {Unit}; cat {Record} 2>/dev/null || true"),
        status => status.Contains(text, StringComparison.Ordinal));
}
