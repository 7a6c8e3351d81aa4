using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>PackageKit 1.2.6 with dnf 4.</summary>
public sealed class El9Tests(El9Host host) : RpmConformance<El9Host>(host)
{
    /// <summary>What PackageKit passes on stays; what only the file has is told as unknown.</summary>
    [Fact]
    public async Task Advisories_that_the_agent_cannot_read_are_told_and_what_is_known_without_them_stays()
    {
        await Host.PackAdvisoriesAsync("bz2");
        try
        {
            // An apply fetches the repositories' data.
            await Client.DoneAsync("POST", Apply, """{"packages": ["sample-tiny1"]}""");
            var list = await Eventually.AsWantedAsync(
                "a list without the file", async () => (await Client.GetAsync("/api/v1/patches?max_age=0")).Expect(200).Data,
                data => data.Texts("warnings").Any(w => w.Contains("compressed as .bz2", StringComparison.Ordinal))
                    && data.Items("patches").All(p => p.Flag("details_known")));
            var patch = list.Items("patches").Named("sample-tls");
            Assert.Equal(("high", null), (patch.Text("severity"), patch.Text("published_at")));
            Assert.Equal(["CVE-2025-0042", "CVE-2025-0043"], patch.Texts("cve_ids"));
            var job = await Client.DoneAsync("POST", Apply, """{"packages": ["sample-tls"]}""");
            Assert.True(job.Text("status") == "completed", job.ToString());
            Assert.Contains(job.Texts("warnings"), w => w.Contains("is compressed as .bz2", StringComparison.Ordinal));
        }
        finally
        {
            await Host.PackAdvisoriesAsync("gz");
            await Client.DoneAsync("POST", Apply, """{"packages": ["sample-tiny2"]}""");
            await Eventually.AsWantedAsync(
                "a list with the file", async () => (await Client.GetAsync("/api/v1/patches?max_age=0")).Expect(200).Data,
                data => data.Texts("warnings").Count == 0);
        }
    }

    [Fact]
    public async Task An_excluded_package_is_shown_as_held_and_is_not_changed()
    {
        await Host.ExcludeAsync("sample-tiny2");
        await Eventually.AsWantedAsync("the hold", () => PackageAsync("sample-tiny2"), p => p.Flag("held"));
        var refused = await Client.DoneAsync("PUT", $"{Packages}/sample-tiny2");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (refused.Text("status"), refused.Text("error_code")));
        Assert.Contains("excludepkgs in /etc/dnf/dnf.conf", refused.Text("error"));
        Assert.Equal("1.0-1", await Host.VersionAsync("sample-tiny2"));
    }

    /// <summary>dnf's plugin is not part of PackageKit, so that nobody but the agent keeps the lock.</summary>
    [Fact]
    public async Task A_hold_is_overruled_by_force_and_only_by_that()
    {
        await Host.HoldAsync("sample-tiny2");
        await Eventually.AsWantedAsync("the hold", () => PackageAsync("sample-tiny2"), p => p.Flag("held"));
        var refused = await Client.DoneAsync("PUT", $"{Packages}/sample-tiny2", "{}");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (refused.Text("status"), refused.Text("error_code")));
        var forced = await Client.DoneAsync("PUT", $"{Packages}/sample-tiny2", """{"options": {"force": true}}""");
        Assert.True(forced.Text("status") == "completed", forced.ToString());
        Assert.Contains(forced.Texts("warnings"), w => w.Contains("sample-tiny2 is held", StringComparison.Ordinal));
        Assert.Equal("1.1-1", await Host.VersionAsync("sample-tiny2"));
    }

    [Fact]
    public async Task Several_kernels_are_listed_one_by_one_and_go_alone()
    {
        await Host.InstallKernelsAsync("6.1.0", "6.2.0");
        try
        {
            var listed = await Eventually.AsWantedAsync(
                "both kernels",
                async () => (await Client.GetAsync($"{Packages}?status=installed&name=kernel")).Expect(200).Data.Items("packages"),
                list => list.Count == 2);
            Assert.Equal(["6.1.0-1", "6.2.0-1"], listed.Select(k => k.Text("version")).Order());
            (await Client.GetAsync($"{Packages}/kernel")).Expect(200);
        }
        finally
        {
            await Host.Sandbox.ShAsync("rpm -e --nodeps --allmatches kernel");
        }
    }

    /// <summary>dnf takes a root without a database for one without packages.</summary>
    [Fact]
    public async Task Case12_Host_whose_package_database_is_gone_is_neither_healthy_nor_patched()
    {
        await Host.Sandbox.ShAsync("systemctl stop packagekit; mkdir /root/rpmdb && mv /var/lib/rpm/rpmdb.sqlite* /root/rpmdb/");
        try
        {
            var health = await Eventually.AsWantedAsync(
                "a degraded health",
                async () => (await Client.GetAsync("/api/v1/health")).Expect(200).Data,
                h => h.Texts("degraded_reasons").Any(r => r.Contains("so what is installed is not known", StringComparison.Ordinal)));
            Assert.Equal("degraded", health.Text("status"));
            Assert.False((await Client.GetAsync("/api/v1/system/info")).Expect(200).Data.Flag("package_db_clean"));
            var job = await Client.DoneAsync("POST", "/api/v1/patches/apply", "{}");
            Assert.True(("failed", "PKG_MANAGER_ERROR") == (job.Text("status"), job.Text("error_code")), job.ToString());
        }
        finally
        {
            await Host.Sandbox.ShAsync("systemctl stop packagekit; rm -f /var/lib/rpm/rpmdb.sqlite*; mv /root/rpmdb/* /var/lib/rpm/");
            await Host.Sandbox.ShAsync("rmdir /root/rpmdb");
        }

        await Eventually.AsWantedAsync(
            "a clean database",
            async () => (await Client.GetAsync("/api/v1/system/info")).Expect(200).Data,
            info => info.Flag("package_db_clean"));
    }

    /// <summary>As an interruption leaves them; PackageKit offers the newest as an update of the other.</summary>
    [Fact]
    public async Task Case09_Two_versions_of_a_package_are_no_update_of_each_other_and_a_removal_names_what_cures_them()
    {
        const string name = "sample-tiny1";
        await Host.InstallBesideAsync(name, "1.1-1");
        try
        {
            var listed = await Eventually.AsWantedAsync(
                "both versions",
                async () => (await Client.GetAsync($"{Packages}?status=installed&name={name}")).Expect(200).Data.Items("packages"),
                list => list.Count == 2 && list.All(p => !p.Flag("upgradable")));
            Assert.Equal(["1.0-1", "1.1-1"], listed.Select(p => p.Text("version")).Order());
            await Eventually.AsWantedAsync(
                "a list without it",
                async () => (await Client.GetAsync("/api/v1/patches?max_age=0")).Expect(200).Data.Items("patches").Names(),
                names => names.Count > 0 && !names.Contains(name));
            var refused = await Client.DoneAsync("DELETE", $"{Packages}/{name}");
            Assert.True(("failed", "DEPENDENCY_CONFLICT") == (refused.Text("status"), refused.Text("error_code")), refused.ToString());
            Assert.Contains("dnf remove --duplicates", refused.Text("error"));
            await Host.Sandbox.ShAsync("dnf -y remove --duplicates");
            Assert.Equal("1.1-1", await Host.VersionAsync(name));
        }
        finally
        {
            await Host.Sandbox.ShAsync($"rpm -e --nodeps --allmatches {name}; rpm -i --nosignature /root/{name}.rpm");
        }
    }

    /// <summary>The repository's server goes silent, so that the job is in its download for as long as the test wants.</summary>
    [Fact]
    [Trait("Feature", "Cancel")]
    public async Task A_cancel_of_a_running_job_ends_in_what_the_database_has()
    {
        await Client.PatchDetailsAsync();
        var repository = (await File.ReadAllTextAsync(Path.Combine(Host.Sandbox.Root, "../supervisor.pid"))).Trim();
        await Command.RunAsync("kill", "-STOP", repository);
        string id;
        Answer answer;
        try
        {
            id = await Client.JobAsync("PUT", $"{Packages}/sample-tiny3", "{}");
            await Client.UntilAsync(id, j => j.Text("phase") == "downloading");
            answer = await Client.DeleteAsync($"/api/v1/jobs/{id}");
        }
        finally
        {
            await Command.RunAsync("kill", "-CONT", repository);
        }

        Assert.True(answer.Status is 200 || answer.Error.Text("code") == "CANCEL_NOT_POSSIBLE", answer.ToString());
        var ended = await Client.EndAsync(id);
        Assert.Equal(
            ended.Text("status") == "completed" ? "1.1-1" : "1.0-1", await Host.VersionAsync("sample-tiny3"));
        Assert.True(ended.Text("status") == "cancelled" || answer.Status != 200 || ended.Text("status") == "completed", ended.ToString());
    }
}
