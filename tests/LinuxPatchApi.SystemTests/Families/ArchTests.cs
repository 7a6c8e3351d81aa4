using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>PackageKit 1.4.0 with libalpm: each update and each installation is one of the whole host.</summary>
public sealed class ArchTests(ArchHost host) : FamilyConformance<ArchHost>(host)
{
    /// <summary>Under the same name as every kernel before it; only its header says which one it is.</summary>
    protected override string NewerKernel =>
        "head -c 4096 /dev/zero >/boot/vmlinuz-linux; put() { dd of=/boot/vmlinuz-linux bs=1 seek=$1 conv=notrunc status=none; }; "
        + "printf HdrS | put 514; printf '\\000\\004' | put 526; printf '99.%s (x@y) #1' \"$(uname -r)\" | put 1536";

    /// <summary>By a package manager that was killed in this boot, while PackageKit works on nothing: nobody frees it.</summary>
    [Fact]
    public async Task Case55_A_lock_file_that_was_left_behind_fails_a_job_at_once_and_is_told_by_doctor()
    {
        await Host.Sandbox.ShAsync("touch /var/lib/pacman/db.lck");
        try
        {
            var job = await Client.DoneAsync("POST", Apply, "{}");
            Assert.True((job.Text("status"), job.Text("error_code")) == ("failed", "LOCKED"), job.ToString());
            Assert.Contains("'rm /var/lib/pacman/db.lck'", job.Text("error"));
            await Host.Sandbox.ShAsync("touch -d '1 hour ago' /var/lib/pacman/db.lck");
            Assert.Contains("the lock was left behind", (await Host.Sandbox.TryShAsync("linux-patch-api doctor")).Output);
        }
        finally
        {
            await Host.Sandbox.ShAsync("rm -f /var/lib/pacman/db.lck");
        }

        var plan = (await Client.PostAsync(Apply, """{"dry_run": true}""")).Expect(200).Data;
        var body = $$"""{"plan_digest": "{{plan.Text("digest")}}"}""";
        Assert.Equal("completed", (await Client.DoneAsync("POST", Apply, body)).Text("status"));
    }

    /// <summary>
    /// By a packagekitd that was killed while it renewed the copy from which it lists updates: it then lists those that it knew, with
    /// success, until somebody takes the lock away. The package's drop-in does at its next start.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case57_A_copy_that_PackageKit_cannot_renew_is_renewed_by_a_new_start_or_told(bool hasDropIn)
    {
        const string dropIn = "/usr/lib/systemd/system/packagekit.service.d/linux-patch-api.conf", own = "/var/lib/PackageKit/alpm/db.lck";
        const string list = "/api/v1/patches?max_age=0";
        var package = hasDropIn ? "sample-copied" : "sample-locked";
        await Host.Sandbox.PublishAsync(package, "1.0-1");
        await Host.InstallByHandAsync(package, "1.0-1");
        (await Client.GetAsync(list)).Expect(200);
        await Host.Sandbox.ShAsync(hasDropIn ? $"touch {own}" : $"mv {dropIn} /root/; systemctl daemon-reload; touch {own}");
        try
        {
            await Host.Sandbox.PublishAsync(package, "2.0-1");
            if (!hasDropIn)
            {
                var listed = await Eventually.AsWantedAsync(
                    "the reason", async () => (await Client.GetAsync(list)).Expect(200).Data,
                    data => data.Texts("warnings").Any(w => w.Contains(own, StringComparison.Ordinal)));
                Assert.True(listed.Flag("stale"), listed.ToString());
                await Host.Sandbox.ShAsync($"rm {own}");
            }

            await Eventually.AsWantedAsync(
                "the new version",
                async () => (await Client.GetAsync(list)).Expect(200).Data.Items("patches").Names(), names => names.Contains(package));
        }
        finally
        {
            await Host.Sandbox.ShAsync($"rm -f {own}; [ ! -e /root/linux-patch-api.conf ] || mv /root/linux-patch-api.conf {dropIn}; "
                + "systemctl daemon-reload");
        }
    }

    /// <summary>libalpm takes the first of two entries, and one without a description as it is; PackageKit passes nothing on.</summary>
    [Fact]
    public async Task Case50_Entries_that_a_cut_upgrade_leaves_are_told_and_pacmans_remedy_cures_them()
    {
        const string local = "/var/lib/pacman/local";
        await Host.Sandbox.ShAsync(
            $"pacman -Sy >/dev/null; mkdir {local}/sample-tiny1-1.1-1; : >{local}/sample-tiny1-1.1-1/desc; "
                + $": >{local}/sample-tiny2-1.0-1/desc");
        var health = await Client.HealthAsync("degraded");
        Assert.Contains(health.Texts("degraded_reasons"), r => r.Contains("sample-tiny1-1.0-1", StringComparison.Ordinal));
        Assert.False((await InfoAsync()).Flag("package_db_clean"));
        var doctor = (await Host.Sandbox.TryShAsync("linux-patch-api doctor")).Output;
        Assert.Contains("sample-tiny1-1.0-1, sample-tiny1-1.1-1: duplicated database entries", doctor);
        Assert.Contains("sample-tiny2-1.0-1: the entry's file desc or files is missing or empty", doctor);
        Assert.Contains("pacman -S --overwrite '*' NAME", doctor);

        await Host.Sandbox.ShAsync(
            $"rm -r {local}/sample-tiny1-1.* {local}/sample-tiny2-1.0-1; "
                + "pacman -S --noconfirm --overwrite '*' sample-tiny1 sample-tiny2 >/dev/null 2>&1");
        await Eventually.AsWantedAsync("a clean database", InfoAsync, info => info.Flag("package_db_clean"));
        Assert.Equal("1.1-1", await Host.VersionAsync("sample-tiny1"));
    }

    [Fact]
    public async Task A_replaced_package_goes_only_for_a_client_that_confirmed_the_plan_which_names_it()
    {
        var before = await Host.DatabaseAsync();
        var plan = (await Client.PostAsync(Apply, """{"dry_run": true}""")).Expect(200).Data;
        Assert.Equal(["sample-replaced"], plan.Items("remove").Names());
        Assert.Contains("sample-replacement", plan.Items("install").Names());
        Assert.Contains(plan.Texts("warnings"), w => w.Contains("sample-replaced", StringComparison.Ordinal));

        var refused = await Client.DoneAsync("POST", Apply, "{}");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (refused.Text("status"), refused.Text("error_code")));
        Assert.Contains("sample-replaced", refused.Text("error"));
        Assert.Contains("plan_digest", refused.Text("error"));
        Assert.Equal(before, await Host.DatabaseAsync());

        var job = await Client.DoneAsync("POST", Apply, $$"""{"plan_digest": "{{plan.Text("digest")}}"}""");
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Null(await Host.VersionAsync("sample-replaced"));
        Assert.Equal("1.0-1", await Host.VersionAsync("sample-replacement"));
        Assert.Equal("2.0-1", await Host.VersionAsync("sample-app"));
    }

    [Theory]
    [InlineData("""{"security_only": true, "dry_run": true}""")]
    [InlineData("""{"min_severity": "high", "dry_run": true}""")]
    public async Task What_nobody_knows_about_updates_selects_none_in_silence(string body)
    {
        var refused = (await Client.PostAsync(Apply, body)).Expect(400, "OPTION_NOT_SUPPORTED");
        Assert.Contains("Arch's repositories do not say", refused.Error.Text("message"));
    }

    /// <summary>PackageKit passes no reason on; libalpm's is the key.</summary>
    [Fact]
    public async Task A_package_that_a_stranger_signed_does_not_go_in_and_the_keyring_is_named()
    {
        await Host.UpdateByHandAsync();
        await Host.OfferUnsignedAsync("sample-stranger", isSigned: true);
        try
        {
            var body = await ConfirmedAsync("POST", Packages, """{"packages": [{"name": "sample-stranger"}]}""");
            var job = await Client.DoneAsync("POST", Packages, body);
            Assert.True(("failed", "PKG_MANAGER_ERROR") == (job.Text("status"), job.Text("error_code")), job.ToString());
            Assert.Contains("signed by a key that pacman's keyring does not trust", job.Text("error"));
            Assert.Null(await Host.VersionAsync("sample-stranger"));
        }
        finally
        {
            await Host.TrustAsync();
        }
    }

    /// <summary>
    /// pacman keeps what it downloaded. PackageKit's backend takes a file by the ending of its name, so a copy gets another one.
    /// </summary>
    [Fact]
    [Trait("Feature", "FileCache")]
    public async Task An_update_of_the_whole_host_is_undone_from_the_files_in_pacman_s_cache()
    {
        await Host.WithoutOldAsync();
        try
        {
            var before = await Host.DatabaseAsync();
            var installed = await Host.CheckedAsync();
            foreach (var (name, version) in installed.Where(p => p.Key != "sample-host"))
            {
                Host.PutInCache(name, version);
            }

            var update = await AppliedAsync();
            Assert.NotEqual(before, await Host.DatabaseAsync());
            // What was cleaned from the cache meanwhile is no loss: the agent has kept what the update replaced.
            await Host.Sandbox.ShAsync("rm -f /var/cache/pacman/pkg/sample-*");

            var undo = await Client.DoneAsync("POST", $"/api/v1/jobs/{update}/rollback");
            Assert.True(undo.Text("status") == "completed", undo.ToString());
            Assert.Equal(before, await Host.DatabaseAsync());
            Assert.Equal(installed, await Host.CheckedAsync());
        }
        finally
        {
            await Host.WithOldAsync();
        }
    }

    [Fact]
    public async Task An_undo_whose_former_versions_nobody_has_is_refused_with_their_names_before_anything_changes()
    {
        await Host.WithoutOldAsync();
        try
        {
            var update = await AppliedAsync();
            var after = await Host.DatabaseAsync();
            foreach (var body in (string[])["""{"dry_run": true}""", "{}"])
            {
                var refused = (await Client.PostAsync($"/api/v1/jobs/{update}/rollback", body)).Expect(409, "ROLLBACK_NOT_POSSIBLE");
                Assert.Contains(
                    "sample-editor: no configured repository gives version 1.0-1 any more, and its file was not kept",
                    refused.Error.At("details").Texts("reasons"));
                Assert.Equal(after, await Host.DatabaseAsync());
            }
        }
        finally
        {
            await Host.WithOldAsync();
        }
    }

    /// <summary>Updates the whole host as its plan says; returns the job.</summary>
    private async Task<string> AppliedAsync()
    {
        var plan = (await Client.PostAsync(Apply, """{"dry_run": true}""")).Expect(200).Data;
        Assert.Contains("sample-editor", plan.Items("upgrade").Names());
        var job = await Client.DoneAsync("POST", Apply, $$"""{"plan_digest": "{{plan.Text("digest")}}"}""");
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Equal("2.0-1", await Host.VersionAsync("sample-editor"));
        return job.Text("job_id")!;
    }
}
