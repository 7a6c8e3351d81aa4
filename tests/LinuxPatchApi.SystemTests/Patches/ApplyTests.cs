using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Patches;

/// <summary>Each test begins with the starting state.</summary>
public sealed class ApplyTests(AgentHost host) : IClassFixture<AgentHost>, IAsyncLifetime
{
    private const string Apply = "/api/v1/patches/apply";

    public async ValueTask InitializeAsync() => await host.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task All_pending_patches_go_in_and_are_verified_one_by_one()
    {
        var accepted = (await host.Client.PostAsync(Apply, "{}")).Expect(202).Data;
        Assert.Equal("patch_apply", accepted.Text("operation"));
        Assert.False(accepted.Flag("auto_reboot"));
        var job = await host.Client.EndAsync(accepted.Text("job_id")!);
        Assert.Equal("completed", job.Text("status"));
        var changes = job.Items("changes");
        Assert.Equal(22, changes.Count(c => c.Text("outcome") == "applied"));
        Assert.Equal("skipped", changes.Named("sample-held").Text("outcome"));
        foreach (var change in changes.Where(c => c.Text("outcome") == "applied"))
        {
            Assert.Equal(change.Text("to_version"), await host.Sandbox.VersionAsync(change.Text("name")!));
        }

        var left = (await host.Client.GetAsync("/api/v1/patches")).Expect(200).Data;
        Assert.Equal(["sample-blocked", "sample-held"], left.Items("patches").Names());
        Assert.Contains("hold", (await host.Sandbox.ShAsync("dpkg-query -W -f '${db:Status-Status} ${db:Status-Want}' sample-held")));
        var info = (await host.Client.GetAsync("/api/v1/system/info")).Expect(200).Data;
        Assert.False(info.IsNull("last_update_apply"));
    }

    [Fact]
    public async Task A_kernel_package_finds_its_modules_and_boot_files_though_the_agent_is_confined()
    {
        var job = await host.Client.DoneAsync("POST", Apply, """{"packages":["linux-image-9.9.9-sample"]}""");
        Assert.Equal("completed", job.Text("status"));
        Assert.Contains("sample.ko", await host.Sandbox.ShAsync("cat /boot/initrd.img-9.9.9-sample"));
    }

    [Fact]
    public async Task A_package_that_cannot_go_in_does_not_keep_the_others_out()
    {
        var job = await host.Client.DoneAsync(
            "POST", Apply, """{"packages":["sample-tiny1","sample-blocked","sample-tiny2","sample-held"]}""");
        Assert.Equal("completed", job.Text("status"));
        var changes = job.Items("changes");
        Assert.Equal(("skipped", "applied", "applied", "skipped"), (
            changes.Named("sample-blocked").Text("outcome"),
            changes.Named("sample-tiny1").Text("outcome"),
            changes.Named("sample-tiny2").Text("outcome"),
            changes.Named("sample-held").Text("outcome")));
        Assert.NotNull(changes.Named("sample-blocked").Text("reason"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-blocked"));
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny2"));
    }

    [Fact]
    public async Task Only_packages_that_cannot_be_updated_are_not_called_a_success_when_they_do_not_exist()
    {
        var job = await host.Client.DoneAsync("POST", Apply, """{"packages":["no-such-package"]}""");
        Assert.Equal(("failed", "PKG_NOT_FOUND"), (job.Text("status"), job.Text("error_code")));
    }

    /// <summary>One page of 4 KiB is less than the updates' files need together.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"security_only":true}""")]
    public async Task Case57_Without_room_for_the_files_an_apply_fails_as_disk_full(string body)
    {
        await host.Sandbox.ShAsync(
            "mount -t tmpfs -o size=4k tmpfs /var/cache/apt/archives; mkdir /var/cache/apt/archives/partial; head -c 4096 /dev/zero > "
                + "/var/cache/apt/archives/full");
        try
        {
            var job = await host.Client.DoneAsync("POST", Apply, body);
            Assert.Equal(("failed", "DISK_FULL"), (job.Text("status"), job.Text("error_code")));
            Assert.Contains("/var/cache/apt/archives", job.Text("error"));
            Assert.DoesNotContain(job.Items("changes"), c => c.Text("outcome") is "skipped" or "applied");
        }
        finally
        {
            await host.Sandbox.ShAsync("umount /var/cache/apt/archives");
        }
    }

    /// <summary>PackageKit reports success; each attempt is one of a job of its own.</summary>
    [Fact]
    public async Task Case53_On_a_read_only_cache_an_apply_fails_with_the_file_system_named()
    {
        await host.Sandbox.ShAsync("mount -t tmpfs -o ro tmpfs /var/cache/apt/archives");
        try
        {
            var job = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-tiny2"]}""");
            Assert.True(("failed", "READ_ONLY") == (job.Text("status"), job.Text("error_code")), job.ToString());
            Assert.Contains("/var/cache/apt/archives", job.Text("error"));
        }
        finally
        {
            await host.Sandbox.ShAsync("umount /var/cache/apt/archives");
        }
    }

    /// <summary>On one that is read-only apt gives up, and on a full one it may call the refresh a success.</summary>
    [Theory]
    [InlineData("size=4k", "DISK_FULL")]
    [InlineData("ro", "READ_ONLY")]
    public async Task Case57_Where_no_index_can_be_written_nothing_is_called_fresh(string options, string code)
    {
        // A page is full with the first file of apt.
        await host.Sandbox.ShAsync(
            $"mount -t tmpfs -o {options} tmpfs /var/lib/apt/lists; "
                + "[ -n \"$(touch /var/lib/apt/lists/x 2>&1)\" ] || head -c 4096 /dev/zero >/var/lib/apt/lists/x");
        try
        {
            // PackageKit may just be leaving, after the reset.
            var refused = await Eventually.AsWantedAsync(
                "a refresh", () => host.Client.PostAsync(Apply, """{"dry_run":true,"refresh":true}"""), a => a.Status != 503);
            Assert.True(refused.Status != 200 && refused.Error.Text("code") == code, refused.ToString());
            await Eventually.AsWantedAsync(
                "an unknown age", host.Client.HealthAsync,
                h => h.Text("cache_status") == "failed" && h.IsNull("last_cache_update"));
            var list = (await host.Client.GetAsync("/api/v1/patches")).Expect(200).Data;
            Assert.True(list.Flag("stale"), list.ToString());
        }
        finally
        {
            await host.Sandbox.ShAsync("umount -l /var/lib/apt/lists");
        }
    }

    [Fact]
    public async Task Case57_An_apply_whose_only_update_cannot_go_in_is_not_completed()
    {
        var job = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-blocked"]}""");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (job.Text("status"), job.Text("error_code")));
        Assert.Contains("sample-no-such-package", job.Items("changes").Named("sample-blocked").Text("reason"));
    }

    [Fact]
    public async Task Updates_that_exclude_each_other_go_in_as_far_as_they_can()
    {
        await host.Sandbox.PublishAsync("sample-tiny1", "5.0-1", "--field", "Conflicts: sample-tiny2");
        await host.Sandbox.PublishAsync("sample-tiny2", "5.0-1");
        var job = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-tiny1","sample-tiny2","sample-tiny3"]}""");
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal("applied", job.Items("changes").Named("sample-tiny3").Text("outcome"));
        Assert.NotNull(await host.Sandbox.VersionAsync("sample-tiny2"));
        Assert.Equal("skipped", job.Items("changes").Named("sample-tiny1").Text("outcome"));
    }

    [Fact]
    public async Task A_failing_update_among_good_ones_is_a_partial_success_told_per_package()
    {
        await host.Sandbox.ShAsync("apt-get -q -y install sample-failing-update=1.0-1 >/dev/null");
        var job = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-failing-update","sample-tiny1","sample-tiny2"]}""");
        Assert.Equal(("failed", "SCRIPT_FAILED"), (job.Text("status"), job.Text("error_code")));
        var changes = job.Items("changes");
        Assert.Equal("different", changes.Named("sample-failing-update").Text("outcome"));
        Assert.Equal("applied", changes.Named("sample-tiny1").Text("outcome"));
        Assert.Equal("applied", changes.Named("sample-tiny2").Text("outcome"));
        Assert.Contains("2 of 3", job.Text("error"));
        Assert.Contains("no space for the index", job.Text("output"));
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny1"));
    }

    [Theory]
    [InlineData("http://repo.lpa.test:8080/nowhere broken")]
    [InlineData("http://127.0.0.1:9/ stable")]
    [Trait("Feature", "Repositories")]
    [Trait("Shows", "A broken repository beside good ones")]
    public async Task A_broken_repository_beside_good_ones_is_a_warning_and_the_good_ones_go_on(string repository)
    {
        await host.Sandbox.WriteAsync(
            "/etc/apt/sources.list.d/third-party.list",
            $"deb {repository} main\n",
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var job = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-tiny1"]}""");
        Assert.Equal("completed", job.Text("status"));
        Assert.Contains(job.Texts("warnings"), w => w.Contains("not every repository could be refreshed", StringComparison.Ordinal));
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny1"));
        var again = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-tiny1"]}""");
        Assert.Equal("completed", again.Text("status"));
        Assert.Contains("nothing to do", again.Text("message"));
        Assert.Contains("so there may be more", again.Text("message"));
        var health = await host.Client.HealthAsync("degraded");
        Assert.Equal("failed", health.Text("cache_status"));

        File.Delete(host.Sandbox.Root + "/etc/apt/sources.list.d/third-party.list");
        Assert.Equal("completed", (await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-tiny2"]}""")).Text("status"));
        await host.Client.HealthAsync("healthy");
    }

    [Fact]
    public async Task An_apply_sees_what_was_published_a_moment_ago()
    {
        await host.Sandbox.PublishAsync("sample-tiny1", "2.0-1");
        var job = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-tiny1"]}""");
        Assert.Equal("2.0-1", job.Items("changes").Named("sample-tiny1").Text("to_version"));
        Assert.Equal("2.0-1", await host.Sandbox.VersionAsync("sample-tiny1"));
    }
}
