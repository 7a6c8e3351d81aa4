using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>What holds wherever rpm is underneath.</summary>
public abstract class RpmConformance<THost>(THost host) : FamilyConformance<THost>(host)
    where THost : RpmHost
{
    /// <summary>
    /// dnf's backend drops the date and the wish for a reboot, dnf5's the severity; the advisories in the cache have them.
    /// </summary>
    [Fact]
    [Trait("Feature", "Advisories")]
    public async Task A_security_update_has_its_severity_its_cves_and_its_date_and_is_chosen_by_them()
    {
        var patches = (await Client.PatchDetailsAsync()).Items("patches");
        var patch = patches.Named("sample-tls");
        Assert.True(("high", true, "none") == (patch.Text("severity"), patch.Flag("security"), patch.Text("restart")), patch.ToString());
        Assert.Equal(["CVE-2025-0042", "CVE-2025-0043"], patch.Texts("cve_ids"));
        Assert.StartsWith("2025-01-02T03:04:05", patch.Text("published_at"), StringComparison.Ordinal);
        patch = patches.Named("sample-reboot");
        Assert.True(
            ("unknown", false, "system") == (patch.Text("severity"), patch.Flag("security"), patch.Text("restart")), patch.ToString());
        Assert.True(patch.Flag("requires_reboot"));

        var plan = (await Client.PostAsync(Apply, """{"min_severity": "high", "dry_run": true}""")).Expect(200).Data;
        Assert.Equal(["sample-tls"], plan.Items("upgrade").Names());
        Assert.False(plan.Flag("requires_reboot"));
        var job = await Client.DoneAsync("POST", Apply, """{"min_severity": "high"}""");
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Equal("3.0.2-1", await Host.VersionAsync("sample-tls"));
        Assert.False((await InfoAsync()).Flag("pending_reboot"));
    }

    /// <summary>As EPEL and Fedora have them. zchunk is not among them: this librepo is built without it.</summary>
    [Theory]
    [InlineData("xz")]
    [InlineData("zst")]
    [Trait("Feature", "Advisories")]
    public async Task Advisories_are_read_however_they_are_compressed(string compression)
    {
        await Host.PackAdvisoriesAsync(compression);
        try
        {
            // An apply fetches the repositories' data.
            await Client.DoneAsync("POST", Apply, """{"packages": ["sample-tiny1"]}""");
            Assert.Contains(await Host.StoredAdvisoriesAsync(), name => name.EndsWith('.' + compression, StringComparison.Ordinal));
            var list = await Eventually.AsWantedAsync(
                "the date", async () => (await Client.GetAsync("/api/v1/patches?max_age=0")).Expect(200).Data,
                data => data.Items("patches").Named("sample-tls").Text("published_at") is not null);
            Assert.Empty(list.Texts("warnings"));
            Assert.Equal("high", list.Items("patches").Named("sample-tls").Text("severity"));
        }
        finally
        {
            await Host.PackAdvisoriesAsync("gz");
            await Client.DoneAsync("POST", Apply, """{"packages": ["sample-tiny2"]}""");
        }
    }

    /// <summary>No marker and no kernel shows afterwards that the advisory asked for it.</summary>
    [Fact]
    public async Task A_wish_of_an_advisory_for_a_reboot_is_planned_and_outlives_the_apply_that_may_not_reboot()
    {
        Assert.False((await InfoAsync()).Flag("pending_reboot"));
        await Client.PatchDetailsAsync();
        var plan = (await Client.PostAsync(Apply, """{"packages": ["sample-reboot"], "dry_run": true}""")).Expect(200).Data;
        Assert.True(plan.Flag("requires_reboot"), plan.ToString());
        var job = await Client.DoneAsync("POST", Apply, """{"packages": ["sample-reboot"]}""");
        Assert.True(job.Text("status") == "completed", job.ToString());
        var info = await InfoAsync();
        Assert.True(info.Flag("pending_reboot"), info.ToString());
        Assert.Contains(
            info.Texts("pending_reboot_reasons"), r => r.Contains("the advisory of sample-reboot 2.0-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_change_that_failed_in_part_each_package_is_as_the_database_has_it()
    {
        var job = await Client.DoneAsync("POST", Apply, """{"packages": ["sample-tiny1", "sample-failing-update"]}""");
        Assert.Equal("failed", job.Text("status"));
        Assert.Contains("journalctl -u packagekit", job.Text("error"));
        var outcome = job.Items("changes").Named("sample-tiny1").Text("outcome");
        Assert.Equal(await Host.VersionAsync("sample-tiny1") == "1.1-1" ? "applied" : "unchanged", outcome);
        Assert.NotEqual("applied", job.Items("changes").Named("sample-failing-update").Text("outcome"));
        Assert.Equal(await Host.VersionAsync("sample-tiny1"), (await PackageAsync("sample-tiny1")).Text("version"));
    }

    /// <summary>The backends report success when a repository that may be skipped cannot be fetched, and drop its data.</summary>
    [Fact]
    [Trait("Feature", "Repositories")]
    public async Task A_repository_that_the_package_manager_left_out_is_named_and_without_any_an_apply_fails()
    {
        try
        {
            await Host.BreakRepositoryAsync();
            var job = await Client.DoneAsync("POST", Apply, """{"packages": ["sample-tiny1"]}""");
            Assert.True(job.Text("status") == "completed", job.ToString());
            Assert.Contains(job.Texts("warnings"), w => w.Contains("broken: could not be fetched", StringComparison.Ordinal));

            await Host.Sandbox.ShAsync("mkdir -p /root/repos; mv /etc/yum.repos.d/[!b]*.repo /root/repos/");
            job = await Client.DoneAsync("POST", Apply, "{}");
            Assert.True(("failed", "CACHE_REFRESH_ERROR") == (job.Text("status"), job.Text("error_code")), job.ToString());
            Assert.StartsWith("no repository could be refreshed", job.Text("error"), StringComparison.Ordinal);
        }
        finally
        {
            await Host.Sandbox.ShAsync("rm -f /etc/yum.repos.d/broken.repo; mv /root/repos/*.repo /etc/yum.repos.d/ || true");
        }

        // PackageKit may take a moment for the repositories that are back.
        await Eventually.AsWantedAsync(
            "an apply once the repositories are back",
            () => Client.DoneAsync("POST", Apply, """{"packages": ["sample-tiny2"]}"""), job => job.Text("status") == "completed");
    }

    /// <summary>PackageKit lists what it would install: the update has no row there.</summary>
    [Fact]
    public async Task Case07_An_update_that_cannot_go_in_is_listed_with_the_reason_and_the_others_go_in()
    {
        await StuckAsync();
        var patch = await Eventually.AsWantedAsync(
            "the reason",
            async () => (await Client.GetAsync("/api/v1/patches?max_age=0")).Expect(200).Data.Items("patches")
                .FirstOrDefault(p => p.Text("name") == "sample-stuck"),
            p => p.ValueKind != System.Text.Json.JsonValueKind.Undefined
                && !p.At("blocked_by").Text("detail")!.Contains("has not been asked", StringComparison.Ordinal));
        Assert.Equal(("2.0-1", "1.0-1"), (patch.Text("available_version"), patch.Text("current_version")));
        var (kind, detail) = (patch.At("blocked_by").Text("kind"), patch.At("blocked_by").Text("detail")!);
        Assert.True(kind == Host.Stuck.Kind && detail.Contains(Host.Stuck.Words, StringComparison.Ordinal), patch.ToString());
        var summary = (await Client.GetAsync("/api/v1/summary")).Expect(200).Data;
        Assert.Equal(1, summary.At("updates").Number("blocked"));
        var job = await Client.DoneAsync("POST", Apply, """{"packages": ["sample-stuck", "sample-tiny1"]}""");
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Equal("skipped", job.Items("changes").Named("sample-stuck").Text("outcome"));
        Assert.Equal(("1.0-1", "1.1-1"), (await Host.VersionAsync("sample-stuck"), await Host.VersionAsync("sample-tiny1")));
    }

    /// <summary>A package whose newer version needs something that nothing provides.</summary>
    private async Task StuckAsync()
    {
        await Host.Sandbox.PublishAsync("sample-stuck", "1.0");
        await Host.InstallByHandAsync("sample-stuck", "1.0-1");
        await Host.Sandbox.PublishAsync("sample-stuck", "2.0", "--header", "Requires: sample-no-such-package");
    }

    [Fact]
    public async Task Case11_What_its_only_repository_excludes_is_held_and_no_force_brings_it_in()
    {
        await Host.Sandbox.ShAsync(
            "cp /etc/yum.repos.d/sample.repo /root/; echo excludepkgs=sample-tiny3 >>/etc/yum.repos.d/sample.repo; "
            + "systemctl try-restart packagekit.service");
        try
        {
            await Eventually.AsWantedAsync("the hold", () => PackageAsync("sample-tiny3"), p => p.Flag("held"));
            var refused = await Client.DoneAsync("PUT", $"{Packages}/sample-tiny3", """{"options": {"force": true}}""");
            Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (refused.Text("status"), refused.Text("error_code")));
            Assert.Contains("hidden by excludepkgs of [sample] in /etc/yum.repos.d/sample.repo", refused.Text("error"));
            await Eventually.AsWantedAsync(
                "the number", async () => (await Client.GetAsync("/api/v1/summary")).Expect(200).Data.At("updates"),
                updates => updates.Number("hidden") == 1);
        }
        finally
        {
            await Host.Sandbox.ShAsync("mv /root/sample.repo /etc/yum.repos.d/; systemctl try-restart packagekit.service");
        }
    }

    /// <summary>As a power cut between the installation of the new version and the removal of the old one leaves them.</summary>
    [Fact]
    public async Task Case50_Two_versions_side_by_side_are_a_database_in_disorder()
    {
        File.Copy(
            Directory.EnumerateFiles(Host.Sandbox.Archive, "sample-tiny4-1.1-1.noarch.rpm", SearchOption.AllDirectories).First(),
            $"{Host.Sandbox.Root}/root/side.rpm",
            overwrite: true);
        await Host.Sandbox.ShAsync("rpm -i --force --nosignature /root/side.rpm");
        try
        {
            var info = await Eventually.AsWantedAsync(
                "the disorder",
                async () =>
                {
                    await Client.GetAsync($"{Packages}?status=installed&name=sample-tiny4");
                    return (await Client.GetAsync("/api/v1/system/info")).Expect(200).Data;
                },
                i => !i.Flag("package_db_clean"));
            var reboot = await Client.PostAsync("/api/v1/system/reboot", "{}");
            Assert.Contains("dnf remove --duplicates", reboot.Expect(409, "PACKAGE_DB_UNCLEAN").Error.Text("message"));
        }
        finally
        {
            await Host.Sandbox.ShAsync("rpm -e --nodeps sample-tiny4-1.1-1; rm /root/side.rpm");
        }
    }

    [Fact]
    public async Task What_stands_in_the_way_of_an_install_is_named_for_programs()
    {
        const string body = """{"packages": [{"name": "sample-impossible"}], "dry_run": true}""";
        var refused = (await Client.PostAsync(Packages, body)).Expect(409, "DEPENDENCY_CONFLICT");
        Assert.Contains("sample-impossible", refused.Error.At("details").GetRawText());
    }
}
