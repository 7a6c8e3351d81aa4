using System.Globalization;
using System.Text.Json;
using LinuxPatchApi.FakeManager;
using LinuxPatchApi.SystemTests.Installation;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Enrolment;

/// <summary>The package on a host without certificates, in its sandbox, and a fake manager on the other end of the link.</summary>
public sealed class EnrolmentTests(BareHost host) : IClassFixture<BareHost>, IAsyncLifetime
{
    private const string Unit = Managed.Unit;
    private const string KeyFile = "/etc/apt/keyrings/lpa-repo.gpg";
    private const string Newer = "sample-tiny1";
    private const string NewerVersion = "9.0";
    private const string ListFile = "/etc/apt/sources.list.d/lpa-repo.list";

    public async ValueTask InitializeAsync() => await host.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>One host from the installation to the purge; its manager has no revocation list.</summary>
    [Fact]
    public async Task Unit_runs_while_it_waits_survives_kills_and_upgrades_serves_its_manager_and_is_purged_without_a_trace()
    {
        await using var manager = Managed.On(host.Sandbox);
        await using var repository = await SignedRepository.CreateAsync();
        await repository.PublishDebAsync($"debian{await ReleaseAsync()}", Newer, NewerVersion);
        (manager.Switches.RepositoryKey, manager.Switches.RepositoryFiles) = (repository.Key, repository.Folder);
        manager.Switches.EmptyCrl = true;
        await Managed.TrustAsync(host.Sandbox, manager);
        await Managed.DirectAptAsync(host.Sandbox);
        await Managed.ConfigureAsync(host.Sandbox, manager, isConfigured: true);
        await host.Sandbox.ShAsync($"systemctl start {Unit}");
        await StatusAsync("waiting for approval by an administrator");
        Assert.Equal("active", await host.Sandbox.UnitStateAsync(Unit));
        Assert.Equal("", (await host.Sandbox.ShAsync("ss -Hltn sport = :12443")).Trim());
        Assert.Contains("waiting for approval", await host.Sandbox.ShAsync("linux-patch-api enroll --status"));
        var who = Assert.Single(manager.Enrolments.Waiting);
        Assert.Equal(host.Sandbox.Address, who.Address.ToString());
        Assert.Equal("Debian GNU/Linux", (string?)who.Os["os"]);
        await JournalSaysAsync($"waiting for approval by an administrator of {manager.Address}", $"approve {who.Fqdn} in the manager");

        await WaitingUpgradeAsync(manager);
        Assert.Equal(200, manager.Enrolments.Approve());
        await StatusAsync("listens on");
        Assert.Contains("enrolled with", await host.Sandbox.ShAsync("linux-patch-api enroll --status"));
        Assert.Equal(0, (await host.Sandbox.TryShAsync("linux-patch-api check-config")).Exit);
        Assert.Equal(1, manager.Enrolments.HandedOut);
        Assert.Equal("600 root", (await host.Sandbox.ShAsync(
            "stat -c '%a %U' /var/lib/linux_patch_api/$(cat /var/lib/linux_patch_api/enrolled)/server.key.pem")).Trim());
        Assert.Equal("", await host.Sandbox.ShAsync("ls /etc/linux_patch_api/certs"));

        await RepositoryAsync(manager);
        await OfferedAsync(manager);
        await ServesItsManagerAsync(manager);
        await HealedAsync(manager);
        await ReissuedAsync(manager, who);
        await RemovedAndInstalledAsync();
        await PurgedAsync();
    }

    /// <summary>Killed, and then the package comes once more: the enrolment that waits goes on with its token.</summary>
    private async Task WaitingUpgradeAsync(Manager manager)
    {
        var token = await TokenAsync();
        await host.Sandbox.ShAsync($"systemctl kill --signal=KILL {Unit}");
        Assert.DoesNotContain("not started", await Managed.InstallAsync(host.Sandbox));
        await Eventually.AsWantedAsync("the unit", () => host.Sandbox.UnitStateAsync(Unit), state => state == "active");
        // Once more while it runs.
        Assert.DoesNotContain("not started", await Managed.InstallAsync(host.Sandbox));
        await StatusAsync("waiting for approval by an administrator");
        Assert.Equal(token, await TokenAsync());
        Assert.Equal(1, Managed.Count(manager, "POST "));
    }

    private async Task<string> TokenAsync()
    {
        using var record = JsonDocument.Parse(await host.Sandbox.ShAsync($"cat {Managed.Record}"));
        return record.RootElement.Text("token")!;
    }

    /// <summary>The unit in its sandbox writes the two files, gpg reads the key, and PackageKit reads the repository.</summary>
    private async Task RepositoryAsync(Manager manager)
    {
        await WrittenAsync(manager);
        Assert.Equal("644 root\n644 root", (await host.Sandbox.ShAsync($"stat -c '%a %U' {KeyFile} {ListFile}")).Trim());
        var shown = await Command.RunAsync(
            "gpg", "--homedir", host.Sandbox.Root + "/root", "--batch", "--no-options", "--no-permission-warning", "--with-colons",
            "--show-keys", host.Sandbox.Root + KeyFile);
        Assert.Contains(SignedRepository.Owner, shown);
        Assert.Contains(
            "the manager's repository is set up", await host.Sandbox.ShAsync("journalctl --no-pager -u linux-patch-api-repository"));
        await Managed.AskedAsync(manager, $"GET /apt/dists/debian{await ReleaseAsync()}/InRelease");
        await Managed.AskedAsync(manager, $"GET /apt/dists/debian{await ReleaseAsync()}/main/binary-amd64/Packages");
    }

    /// <summary>What PackageKit has read there is in the agent's list, without anybody's asking for a refresh.</summary>
    private async Task OfferedAsync(Manager manager)
    {
        using var client = Managed.Client(host.Sandbox, manager);
        await new RepositoryReader(client).OffersAsync(Newer, NewerVersion);
    }

    /// <summary>What somebody took away is there after a restart.</summary>
    private async Task HealedAsync(Manager manager)
    {
        await host.Sandbox.ShAsync($"rm {KeyFile} {ListFile}; systemctl restart {Unit}");
        await WrittenAsync(manager);
        Assert.Equal("", await host.Sandbox.ShAsync("ls /etc/apt/keyrings | grep -v '^lpa-repo.gpg$' || true"));
        await StatusAsync("listens on");
    }

    private async Task WrittenAsync(Manager manager)
    {
        var place = manager.Address.AbsoluteUri.TrimEnd('/');
        var line = $"deb [signed-by={KeyFile}] {place}/apt debian{await ReleaseAsync()} main";
        await Eventually.AsWantedAsync(
            "the repository", () => host.Sandbox.TryShAsync($"cat {KeyFile} >/dev/null && cat {ListFile}; "
                + "journalctl --no-pager -u linux-patch-api-repository"),
            result => result.Output.StartsWith(line, StringComparison.Ordinal));
    }

    private async Task<string> ReleaseAsync() => (await host.Sandbox.ShAsync(". /etc/os-release; echo $VERSION_ID")).Trim();

    /// <summary>
    /// With its own kind of certificate, from the address that the enrolment allowed. It has no list, and nobody misses one.
    /// </summary>
    private async Task ServesItsManagerAsync(Manager manager)
    {
        using var client = Managed.Client(host.Sandbox, manager);
        await Managed.AskedAsync(manager, "GET /api/v1/pki/crl.pem");
        var metrics = (await client.GetAsync("/metrics")).Expect(200).Text;
        (await client.GetAsync("/api/v1/summary")).Expect(200);
        var health = await Eventually.AsWantedAsync(
            "a repository in health", client.HealthAsync, now => now.At("repo_config_synced").ValueKind == JsonValueKind.True);
        Assert.Equal("valid", health.Text("gpg_key_status"));
        var expires = DateTimeOffset.Parse(health.Text("gpg_key_expires_at")!, CultureInfo.InvariantCulture);
        Assert.InRange(
            (expires - TimeProvider.System.GetUtcNow()).TotalDays, SignedRepository.KeyDays - 1, SignedRepository.KeyDays);
        Assert.StartsWith("Debian", (await client.GetAsync("/api/v1/system/info")).Expect(200).Data.Text("os"), StringComparison.Ordinal);
        Assert.Contains("\nlinux_patch_api_manager_repository_synced 1\n", metrics);
        Assert.Contains(
            $"\nlinux_patch_api_manager_repository_key_expires_timestamp_seconds {expires.ToUnixTimeSeconds()}\n", metrics);
        Assert.Equal("missing", health.Text("crl_status"));
        Assert.DoesNotContain(health.Texts("degraded_reasons"), reason => reason.Contains("revocation", StringComparison.Ordinal));
    }

    /// <summary>The document of the re-issue is taken up by the agent that runs.</summary>
    private async Task ReissuedAsync(Manager manager, Applicant who)
    {
        var before = (await Managed.ServedAsync(host.Sandbox), await PidAsync());
        var document = manager.Enrolments.Reissue(who.Fqdn, who.Address.ToString());
        using var parsed = JsonDocument.Parse(document);
        var serial = Managed.Serial(parsed.RootElement.Text("server_serial_number")!);
        Assert.NotEqual(serial, before.Item1);
        await host.Sandbox.WriteAsync("/root/reissued.json", document);
        await host.Sandbox.ShAsync("linux-patch-api pki import --manager-json /root/reissued.json");
        await Eventually.AsWantedAsync("the new certificate", () => Managed.ServedAsync(host.Sandbox), served => served == serial);
        Assert.Equal(before.Item2, await PidAsync());
    }

    private async Task<string> PidAsync() => (await host.Sandbox.ShAsync($"systemctl show -P MainPID {Unit}")).Trim();

    /// <summary>The certificates of the enrolment are enough for the package to start the agent again.</summary>
    private async Task RemovedAndInstalledAsync()
    {
        var serial = await Managed.ServedAsync(host.Sandbox);
        await host.Sandbox.ShAsync("dpkg -r linux-patch-api");
        await Eventually.AsWantedAsync("the end", () => host.Sandbox.UnitStateAsync(Unit), state => state != "active");
        Assert.DoesNotContain("not started", await Managed.InstallAsync(host.Sandbox));
        await StatusAsync("listens on");
        await Eventually.AsWantedAsync("the certificate", () => Managed.ServedAsync(host.Sandbox), served => served == serial);
    }

    private async Task PurgedAsync()
    {
        await host.Sandbox.ShAsync($"ls {KeyFile} {ListFile} /var/lib/linux_patch_api/enrolled; dpkg -P linux-patch-api");
        Assert.Equal("", await host.Sandbox.ShAsync("find / -xdev -path /proc -prune -o "
            + "\\( -name '*linux[-_]patch[-_]api*' -o -name '*lpa-repo*' -o -name 'server.key.pem*' \\) -print"));
    }

    [Fact]
    public async Task Verb_enrols_by_the_roots_of_the_system_while_the_agent_is_off_and_the_agent_starts_by_itself()
    {
        await using var manager = Managed.On(host.Sandbox);
        await Managed.ConfigureAsync(host.Sandbox, manager, isConfigured: false);
        await host.Sandbox.ShAsync($"systemctl start {Unit}");
        Assert.Equal("inactive", await host.Sandbox.UnitStateAsync(Unit));
        var enrol = $"linux-patch-api enroll --manager {manager.Address} --no-wait";
        var refused = await host.Sandbox.TryShAsync(enrol);
        Assert.Equal(69, refused.Exit);
        refused = await host.Sandbox.TryShAsync($"{enrol} --system-roots");
        Assert.Equal(69, refused.Exit);
        Assert.Contains("the manager's certificate is refused, so nothing was sent to it: its certificate is not issued by", refused.Text);
        Assert.Contains("compare the fingerprint", refused.Text);
        Assert.Empty(manager.Requests);

        await Managed.TrustAsync(host.Sandbox, manager);
        await host.Sandbox.ShAsync($"{enrol} --system-roots");
        Assert.Equal(200, manager.Enrolments.Approve());
        await Eventually.AsWantedAsync(
            "the certificates", () => host.Sandbox.TryShAsync($"sleep 1; {enrol} --system-roots"),
            result => result.Output.Contains("enrolled with", StringComparison.Ordinal));
        await Eventually.AsWantedAsync("the agent", () => host.Sandbox.UnitStateAsync(Unit), state => state == "active");
        await StatusAsync("listens on");
    }

    /// <summary>One of them is killed while it waits; each gets its own certificates.</summary>
    [Fact]
    public async Task Three_agents_enrol_at_once()
    {
        await using var manager = Managed.On(host.Sandbox);
        await Managed.ConfigureAsync(host.Sandbox, manager, isConfigured: true);
        var others = await Task.WhenAll(((string[])["second", "third"]).Select(AddAsync));
        Sandbox[] all = [host.Sandbox, .. others];
        try
        {
            await Task.WhenAll(others.Select(other => Managed.ConfigureAsync(other, manager, isConfigured: true)));
            await Task.WhenAll(all.Select(one => one.ShAsync($"systemctl start {Unit}")));
            await Task.WhenAll(all.Select(one => Managed.StatusAsync("waiting for approval by an administrator", one)));
            lock (manager.Requests)
            {
                Assert.Equal(
                    all.Select(one => one.Address).Order(), manager.Enrolments.Waiting.Select(who => who.Address.ToString()).Order());
                Assert.Equal([200, 200, 200], manager.Enrolments.ApproveAll());
            }

            await others[0].ShAsync($"systemctl kill --signal=KILL {Unit}");
            await Task.WhenAll(all.Select(one => Managed.StatusAsync("listens on", one)));
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

    private Task JournalSaysAsync(params string[] texts) => Eventually.AsWantedAsync(
        "the journal", host.Sandbox.JournalAsync, journal => texts.All(text => journal.Contains(text, StringComparison.Ordinal)));

    private Task StatusAsync(string text) => Managed.StatusAsync(text, host.Sandbox);
}
