using LinuxPatchApi.SystemTests.Jobs;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Packages;

/// <summary>What a power cut and a local package with a missing dependency leave, with the real dpkg and PackageKit.</summary>
public sealed class InterruptedTests(SlowPackageHost host) : IClassFixture<SlowPackageHost>
{
    private const string Repair = "/api/v1/system/repair";
    private const string Forced = """{"force":true,"acknowledge_package_removal_risk":true}""";

    [Fact]
    public async Task Case01_Repair_never_removes_a_package_with_a_missing_dependency_that_nobody_named()
    {
        await UnpackAsync("sample-case1", "1.0-1", "Depends: sample-nowhere (>= 2)");
        foreach (var body in new[] { """{"dry_run":true}""", "{}", """{"force":true}""" })
        {
            var refused = (await host.Client.PostAsync(Repair, body)).Expect(409);
            var obstacle = refused.Error.At("details").Items("obstacles").Single(o => o.Text("package") == "sample-case1");
            Assert.Equal(("unpacked", "needs sample-nowhere (>= 2)"), (obstacle.Text("state"), obstacle.Text("reason")));
            Assert.Equal(["sample-case1"], obstacle.Texts("might_remove"));
        }

        Assert.Equal("unpacked", await StateAsync("sample-case1"));
        var plan = (await host.Client.PostAsync(Repair, """{"dry_run":true,"force":true,"acknowledge_package_removal_risk":true}"""))
            .Expect(200).Data;
        Assert.Equal(["sample-case1"], plan.Items("remove").Select(r => r.Text("name")));

        var job = await host.Client.DoneAsync("POST", Repair, Forced);
        Assert.DoesNotContain("repaired: sample-case1", job.ToString(), StringComparison.Ordinal);
        Assert.Contains("sample-case1 removed, as force allowed", job.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case01_Half_installed_package_is_not_removed_and_the_remedy_that_is_told_cures_it()
    {
        await host.Sandbox.PublishAsync("sample-case1b", "1.0-1");
        await host.Sandbox.ShAsync("apt-get -q update >/dev/null && apt-get -qy install sample-case1b >/dev/null");
        await host.Sandbox.ShAsync(
            "sed -i '/^Package: sample-case1b$/,/^$/s/^Status:.*/Status: install reinstreq half-installed/' /var/lib/dpkg/status");
        var refused = (await host.Client.PostAsync(Repair)).Expect(409);
        Assert.Contains("by name", refused.Error.Text("message"), StringComparison.Ordinal);
        await host.Sandbox.PublishAsync("sample-case1b", "1.1-1");
        await host.Sandbox.ShAsync("apt-get -q update >/dev/null");
        Assert.False((await host.Client.GetAsync("/api/v1/system/info")).Expect(200).Data.Flag("package_db_clean"));

        var job = await host.Client.DoneAsync("POST", "/api/v1/packages", """{"packages":[{"name":"sample-case1b"}]}""");
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Equal("installed", await StateAsync("sample-case1b"));
        Assert.True((await host.Client.GetAsync("/api/v1/system/info")).Expect(200).Data.Flag("package_db_clean"));
    }

    [Fact]
    public async Task Case50_Journal_of_a_power_cut_is_told_and_a_repair_that_cannot_put_it_away_is_not_completed()
    {
        await host.Sandbox.PublishAsync("sample-case50", "1.0-1");
        await host.Sandbox.ShAsync("apt-get -q update >/dev/null && apt-get -qy install sample-case50 >/dev/null");
        await host.Sandbox.ShAsync(
            "cd /var/lib/dpkg && dpkg-query -s sample-case50 | sed -e 's/^Status:.*/Status: install ok unpacked/' -e "
                + "'s/^Version:.*/Version: 1.1-1/' > updates/0000");
        var package = (await host.Client.GetAsync("/api/v1/packages/sample-case50")).Expect(200).Data;
        Assert.Contains("1.1-1", package.ToString(), StringComparison.Ordinal);
        var health = (await host.Client.GetAsync("/api/v1/health")).Expect(200).Data;
        Assert.Contains("sample-case50 1.1-1 (unpacked)", health.ToString(), StringComparison.Ordinal);
        Assert.False((await host.Client.GetAsync("/api/v1/system/info")).Expect(200).Data.Flag("package_db_clean"));

        var job = await host.Client.DoneAsync("POST", Repair);
        if (Directory.EnumerateFiles($"{host.Sandbox.Root}/var/lib/dpkg/updates").Any())
        {
            Assert.Equal("failed", job.Text("status"));
            Assert.Contains("dpkg --configure -a", job.Text("error"), StringComparison.Ordinal);
        }

        await host.Sandbox.ShAsync("dpkg --configure -a");
        Assert.True((await host.Client.GetAsync("/api/v1/system/info")).Expect(200).Data.Flag("package_db_clean"));
        await host.Sandbox.ShAsync("dpkg -r sample-case50 >/dev/null");
    }

    /// <summary>The Manager plans a reboot from <c>package_db_clean</c>, and expects the refusal when it is out of date.</summary>
    [Fact]
    public async Task Reboot_waits_for_a_package_in_part_until_the_risk_is_acknowledged()
    {
        const string Reboot = "/api/v1/system/reboot";
        const string Acknowledged = "\"force\":true,\"acknowledge_package_database_corruption_risk\":true";
        await UnpackAsync("sample-unclean", "1.0-1", "Depends: sample-nowhere (>= 2)");
        foreach (var body in new[] { """{"delay_seconds":3600}""", """{"delay_seconds":3600,"force":true}""" })
        {
            var refused = (await host.Client.PostAsync(Reboot, body)).Expect(409, "PACKAGE_DB_UNCLEAN");
            Assert.Equal(["sample-unclean 1.0-1 (unpacked)"], refused.Error.At("details").Texts("unclean_packages"));
            Assert.False(refused.Error.Flag("retryable"));
        }

        var plan = (await host.Client.PostAsync(Reboot, """{"dry_run":true}""")).Expect(200).Data;
        Assert.Contains("acknowledge_package_database_corruption_risk", Assert.Single(plan.Texts("warnings")), StringComparison.Ordinal);
        Assert.Empty((await host.Client.PostAsync(Reboot, $$"""{"dry_run":true,{{Acknowledged}}}""")).Expect(200).Data.Texts("warnings"));
        (await host.Client.PostAsync(Reboot, $$"""{"delay_seconds":3600,{{Acknowledged}}}""")).Expect(202);
        (await host.Client.DeleteAsync(Reboot)).Expect(200);

        await host.Sandbox.ShAsync("dpkg -r sample-unclean >/dev/null");
        (await host.Client.PostAsync(Reboot, """{"delay_seconds":3600}""")).Expect(202);
        (await host.Client.DeleteAsync(Reboot)).Expect(200);
    }

    private Task<string> StateAsync(string package) => host.Sandbox.ShAsync($"dpkg-query -W -f '${{db:Status-Status}}' {package}");

    private async Task UnpackAsync(string package, string version, string fields)
    {
        await host.Sandbox.ShAsync(
            $"d=/var/tmp/{package} && mkdir -p $d/DEBIAN && printf 'Package: {package}\\nVersion: {version}\\nArchitecture: "
                + $"all\\n{fields}\\nMaintainer: a <a@b>\\nDescription: d\\n' "
            + $"> $d/DEBIAN/control && dpkg-deb -b $d /var/tmp/{package}.deb >/dev/null "
            + $"&& dpkg --unpack /var/tmp/{package}.deb >/dev/null");
    }
}
