using System.Text.Json;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>What every family promises, in its own booted root; the installed set is read by the package manager's own tool.</summary>
public abstract partial class FamilyConformance<THost>(THost host) : IClassFixture<THost>, IAsyncLifetime
    where THost : FamilyHost
{
    private protected const string Packages = "/api/v1/packages";
    private protected const string Apply = "/api/v1/patches/apply";

    protected THost Host => host;

    private protected AgentClient Client => host.Client;

    public async ValueTask InitializeAsync() => await host.RestoreAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The column of docs/families.md is this host's, and what it refuses is refused.</summary>
    [Fact]
    public async Task What_the_table_of_features_says_of_this_backend_is_what_the_agent_answers()
    {
        var (flavour, version) = await host.BackendAsync();
        Assert.Equal(host.Column, $"{flavour}, {version}");
        var engine = TableTruth.Engine(flavour, version);
        Assert.Equal(
            (host.TakesVersions, host.TakesParts, host.RemovesOthers),
            (TableTruth.Has(Feature.ExactVersion, engine), TableTruth.Has(Feature.PartialUpgrade, engine),
                TableTruth.Has(Feature.RemovesOthers, engine)));
        await TableTruth.AssertAsync(Client, engine, "sample-editor");
    }

    [Fact]
    public async Task The_host_is_described_with_its_package_manager_and_is_healthy()
    {
        // Known once the package service has answered.
        await Eventually.AsWantedAsync(
            "the package manager's name", InfoAsync, i => i.Text("package_manager") == host.PackageManager);
        // The last refresh may have met the broken repository of another test.
        (await Client.GetAsync("/api/v1/patches?max_age=1")).Expect(200);
        await Client.HealthAsync("healthy");
    }

    [Fact]
    public async Task Packages_are_listed_filtered_paged_and_shown_with_their_versions()
    {
        var list = (await Client.GetAsync($"{Packages}?status=installed&name=sample-tiny*")).Expect(200).Data;
        Assert.True(list.Items("packages").Count >= 5, list.ToString());
        Assert.All(list.Items("packages"), p => Assert.Equal("1.0-1", p.Text("version")));
        var page = (await Client.GetAsync($"{Packages}?status=installed&name=sample-tiny*&limit=2&offset=1")).Expect(200).Data;
        Assert.All(page.Items("packages").Names(), n => Assert.StartsWith("sample-tiny", n, StringComparison.Ordinal));
        Assert.Equal(2, page.Items("packages").Count);
        // The offered updates follow a change of the database a moment later.
        var detail = await Eventually.AsWantedAsync(
            "the offered version", async () => (await Client.GetAsync($"{Packages}/sample-editor")).Expect(200).Data,
            p => p.Text("available_version") is not null);
        Assert.Equal(("1.0-1", "upgradable", "2.0-1"), (detail.Text("version"), detail.Text("status"), detail.Text("available_version")));
        Assert.Contains(detail.Items("versions"), v => v.Text("version") == "2.0-1" && !v.Flag("installed"));

        (await Client.GetAsync($"{Packages}/no-such-package")).Expect(404, "PKG_NOT_FOUND");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_list_follows_a_change_behind_the_agent_whether_the_package_service_sleeps_or_not(bool isAwake)
    {
        Assert.Equal("1.0-1", (await EditorAsync()).Text("version"));
        // An activation that is under way ends first: the bus waits 25 s for a service that is stopped meanwhile.
        await host.Sandbox.ShAsync("systemctl try-restart packagekit.service; systemctl stop packagekit.service");
        if (isAwake)
        {
            await host.Sandbox.ShAsync("systemctl start packagekit");
        }

        await host.InstallByHandAsync("sample-editor", "2.0-1");
        await Eventually.AsWantedAsync("the version in the database", EditorAsync, p => p.Text("version") == "2.0-1");
    }

    [Fact]
    [Trait("Feature", "Simulation")]
    public async Task A_plan_is_applied_as_it_was_shown_without_what_was_excluded()
    {
        var before = await host.DatabaseAsync();
        const string exclude = "\"exclude\": [\"sample-failing-update\", \"sample-tiny*\"]";
        if (!host.TakesParts)
        {
            var whole = (await Client.PostAsync(Apply, $"{{\"dry_run\": true, {exclude}}}")).Expect(409, "DEPENDENCY_CONFLICT");
            Assert.Contains("sample-tiny1", whole.Error.Text("message"));
            return;
        }

        var plan = (await Client.PostAsync(Apply, $"{{\"dry_run\": true, {exclude}}}")).Expect(200).Data;
        Assert.Contains("sample-editor", plan.Items("upgrade").Names());
        Assert.Equal(before, await host.DatabaseAsync());

        var job = await Client.DoneAsync(
            "POST", Apply, $$"""{{{exclude}}, "plan_digest": "{{plan.Text("digest")}}"}""");
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.All(job.Items("changes").Where(c => c.Text("outcome") != "skipped"), c => Assert.Equal("applied", c.Text("outcome")));
        Assert.Equal("2.0-1", await host.VersionAsync("sample-editor"));
        Assert.Equal("2.0-1", await host.VersionAsync("sample-app"));
        Assert.Equal("1.0-1", await host.VersionAsync("sample-addition"));
        Assert.Equal("1.0-1", await host.VersionAsync("sample-tiny1"));
    }

    [Fact]
    [Trait("Feature", "PartialUpgrade")]
    public async Task A_selection_takes_what_it_names_or_says_that_there_is_only_the_whole()
    {
        if (!host.TakesParts)
        {
            var refused = (await Client.PostAsync(Apply, Body(""))).Expect(400, "OPTION_NOT_SUPPORTED");
            Assert.Contains("plan_digest", refused.Error.Text("message"));
        }

        var plan = await Eventually.AsWantedAsync(
            "a plan of updates whose details are known",
            async () => (await Client.PostAsync(Apply, Body(""", "dry_run": true"""))).Expect(200).Data,
            p => !p.Texts("warnings").Any(w => w.Contains("still being read", StringComparison.Ordinal)), seconds: 60);
        Assert.Equal(host.TakesParts, plan.Texts("warnings").Count == 0);
        var planned = plan.Items("upgrade").Names();
        Assert.Contains("sample-tiny1", planned);
        var job = await Client.DoneAsync("POST", Apply, Body($", \"plan_digest\": \"{plan.Text("digest")}\""));
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Equal("1.1-1", await host.VersionAsync("sample-tiny1"));
        Assert.Equal(planned.Contains("sample-tiny3") ? "1.1-1" : "1.0-1", await host.VersionAsync("sample-tiny3"));

        static string Body(string more) => $$"""{"packages": ["sample-tiny1"]{{more}}}""";
    }

    [Fact]
    public async Task What_cannot_be_installed_is_refused_and_nothing_changes()
    {
        var before = await host.DatabaseAsync();
        const string body = """{"packages": [{"name": "sample-impossible"}]}""";
        Assert.Contains("sample-", await ConflictAsync("POST", Packages, body));
        Assert.Equal(before, await host.DatabaseAsync());
    }

    [Fact]
    [Trait("Feature", "RemovesOthers")]
    public async Task An_install_that_would_remove_another_package_needs_force()
    {
        const string name = """{"packages": [{"name": "sample-rival"}]""";
        if (!host.TakesParts)
        {
            // libalpm's conflict reaches PackageKit as an unexpected error, with both names.
            var planned = (await Client.PostAsync(Packages, name + """, "dry_run": true}""")).Expect(409, "DEPENDENCY_CONFLICT");
            Assert.Contains("sample-editor", planned.Error.At("details").GetRawText());
            Assert.Contains("sample-rival", planned.Error.At("details").GetRawText());
            Assert.Equal("1.0-1", await host.VersionAsync("sample-editor"));
            return;
        }

        Assert.Contains(host.RemovesOthers ? "sample-editor" : "sample-rival", await ConflictAsync("POST", Packages, name + "}"));
        Assert.Equal("1.0-1", await host.VersionAsync("sample-editor"));
        if (!host.RemovesOthers)
        {
            Assert.Contains("sample-rival", await ConflictAsync("POST", Packages, name + """, "options": {"force": true}}"""));
            Assert.Equal("1.0-1", await host.VersionAsync("sample-editor"));
        }
    }

    [Fact]
    public async Task A_package_that_another_needs_goes_only_with_force()
    {
        var refused = await Client.DoneAsync("DELETE", $"{Packages}/sample-base");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (refused.Text("status"), refused.Text("error_code")));
        Assert.Contains("sample-dependant", refused.Text("error"));
        Assert.Equal("1.0-1", await host.VersionAsync("sample-base"));

        var removed = await Client.DoneAsync("DELETE", $"{Packages}/sample-base?force=true");
        Assert.True(removed.Text("status") == "completed", removed.ToString());
        Assert.Null(await host.VersionAsync("sample-base"));
        Assert.Null(await host.VersionAsync("sample-dependant"));
    }

    [Fact]
    public async Task A_package_is_installed_removed_and_each_of_it_undone()
    {
        var (name, version) = await NewAsync();
        var body = $$"""{"packages": [{"name": "{{name}}"}]}""";
        var install = await Client.DoneAsync("POST", Packages, await ConfirmedAsync("POST", Packages, body));
        Assert.True(install.Text("status") == "completed", install.ToString());
        Assert.Equal(version, await host.VersionAsync(name));

        var again = await Client.DoneAsync("POST", Packages, await ConfirmedAsync("POST", Packages, body));
        Assert.Equal("completed", again.Text("status"));
        Assert.Equal("already installed", again.Items("changes").Named(name).Text("reason"));

        var undo = await Client.DoneAsync("POST", $"/api/v1/jobs/{install.Text("job_id")}/rollback");
        Assert.True(undo.Text("status") == "completed", undo.ToString());
        Assert.Null(await host.VersionAsync(name));
        var third = await Client.DoneAsync("POST", Packages, await ConfirmedAsync("POST", Packages, body));
        Assert.Equal("completed", third.Text("status"));
        Assert.Equal("completed", (await Client.DoneAsync("DELETE", $"{Packages}/{name}")).Text("status"));
        Assert.Null(await host.VersionAsync(name));
    }

    [Fact]
    [Trait("Feature", "ExactVersion")]
    [Trait("Feature", "Downgrade")]
    public async Task An_exact_version_goes_in_and_down_only_when_that_is_allowed()
    {
        if (!host.TakesVersions)
        {
            (await Client.PutAsync($"{Packages}/sample-editor", """{"version": "1.1-1"}""")).Expect(400, "OPTION_NOT_SUPPORTED");
            return;
        }

        var up = await Client.DoneAsync("PUT", $"{Packages}/sample-editor", """{"version": "1.1-1"}""");
        Assert.True(up.Text("status") == "completed", up.ToString());
        Assert.Equal("1.1-1", await host.VersionAsync("sample-editor"));

        var before = await host.DatabaseAsync();
        var planned = await Client.PutAsync($"{Packages}/sample-editor", """{"version": "1.0-1", "dry_run": true}""");
        var refused = planned.Expect(409, "DEPENDENCY_CONFLICT");
        Assert.Contains("sample-editor", refused.Error.At("details").GetRawText());
        var failed = await Client.DoneAsync("PUT", $"{Packages}/sample-editor", """{"version": "1.0-1"}""");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (failed.Text("status"), failed.Text("error_code")));
        Assert.Equal(before, await host.DatabaseAsync());

        // Undoing the way up goes down.
        var undo = await Client.DoneAsync("POST", $"/api/v1/jobs/{up.Text("job_id")}/rollback");
        if (undo.Text("status") != "completed")
        {
            Assert.Equal("PKG_VERSION_NOT_FOUND", undo.Text("error_code"));
            const string down = """{"version": "1.0-1", "options": {"allow_downgrade": true}}""";
            undo = await Client.DoneAsync("PUT", $"{Packages}/sample-editor", down);
        }

        Assert.True(undo.Text("status") == "completed", undo.ToString());
        Assert.Equal("1.0-1", await host.VersionAsync("sample-editor"));
    }

    [Fact]
    [Trait("Feature", "Holds")]
    public async Task A_hold_is_shown_with_its_origin_and_honoured_also_when_it_comes_while_the_package_service_is_awake()
    {
        (await Client.GetAsync($"{Packages}/sample-tiny2")).Expect(200);
        await host.HoldAsync("sample-tiny2");
        var held = await Eventually.AsWantedAsync("the hold", () => PackageAsync("sample-tiny2"), p => p.Flag("held"));
        Assert.Equal("1.0-1", held.Text("version"));
        var patches = await Eventually.AsWantedAsync(
            "a list with the hold",
            async () => (await Client.GetAsync("/api/v1/patches?name=sample-tiny2")).Expect(200).Data.Items("patches"),
            list => list.All(p => p.Flag("held")));
        Assert.All(patches, p => Assert.Contains(host.HoldOrigin, p.At("blocked_by").Text("detail")));

        Assert.Contains(host.HoldOrigin, await ConflictAsync("PUT", $"{Packages}/sample-tiny2", "{}"));
        var plan = (await Client.PostAsync(Apply, """{"dry_run": true, "exclude": ["sample-failing-update"]}""")).Expect(200).Data;
        Assert.DoesNotContain("sample-tiny2", plan.Items("upgrade").Names());
        Assert.Equal("1.0-1", await host.VersionAsync("sample-tiny2"));
    }

    [Fact]
    [Trait("Shows", "A broken repository beside good ones")]
    public async Task A_broken_repository_does_not_keep_the_good_ones_from_giving()
    {
        await host.BreakRepositoryAsync();
        if (!host.TakesParts)
        {
            var planned = await Client.PostAsync(Apply, """{"dry_run": true}""");
            Assert.True(
                planned.Status == 200
                    ? planned.Data.Items("upgrade").Names().Contains("sample-tiny1") : planned.Error.Text("message")!.Length > 0,
                planned.ToString());
            return;
        }

        var job = await Client.DoneAsync("POST", Packages, """{"packages": [{"name": "sample-addition"}]}""");
        var version = await host.VersionAsync("sample-addition");
        Assert.True((job.Text("status"), version) is ("completed", "1.0-1") or ("failed", null), job.ToString());
        Assert.NotEqual("", job.Text("message"));
    }

    /// <summary>Installs the image of a kernel that is newer than the running one, under the name that the distribution gives it.</summary>
    protected virtual string NewerKernel => "touch /boot/vmlinuz-99.$(uname -r)";

    [Fact]
    public async Task A_reboot_is_needed_when_a_newer_kernel_is_installed()
    {
        Assert.False((await InfoAsync()).Flag("pending_reboot"));
        await host.Sandbox.ShAsync("rm -f /run/systemd/container; mkdir -p /boot; " + NewerKernel);
        try
        {
            await Eventually.AsWantedAsync("the need of a reboot", InfoAsync, i => i.Flag("pending_reboot"));
        }
        finally
        {
            await host.Sandbox.ShAsync("rm -f /boot/vmlinuz-99.* /boot/vmlinuz-linux; echo systemd-nspawn >/run/systemd/container");
        }
    }

    [Fact]
    public async Task A_waiting_job_is_cancelled_and_changes_nothing_while_the_running_one_goes_on()
    {
        var (name, _) = await NewAsync();
        var first = await ConfirmedAsync("POST", Packages, """{"packages": [{"name": "sample-slow8"}]}""");
        var second = await ConfirmedAsync("POST", Packages, $$"""{"packages": [{"name": "{{name}}"}]}""");
        var slow = await Client.JobAsync("POST", Packages, first);
        var waiting = await Client.JobAsync("POST", Packages, second);
        (await Client.DeleteAsync($"/api/v1/jobs/{waiting}")).Expect(200);
        Assert.Equal("cancelled", (await Client.EndAsync(waiting)).Text("status"));
        var done = await Client.EndAsync(slow);
        Assert.True(done.Text("status") == "completed", done.ToString());
        Assert.Equal("1.0-1", await host.VersionAsync("sample-slow8"));
        Assert.True(File.Exists(host.Sandbox.Root + "/var/lib/sample-slow8.done"));
        Assert.Null(await host.VersionAsync(name));
    }

    [Fact]
    public async Task A_configuration_file_of_the_host_is_kept_and_the_new_one_is_told()
    {
        await host.Sandbox.ShAsync("echo 'value = mine' >/etc/sample-settings.conf");
        var (method, path) = host.TakesParts ? ("PUT", Packages + "/sample-settings") : ("POST", Apply);
        var job = await Client.DoneAsync(method, path, await ConfirmedAsync(method, path, "{}"));
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Equal("value = mine", (await host.Sandbox.ShAsync("cat /etc/sample-settings.conf; rm /etc/sample-settings.conf")).Trim());
        Assert.Contains(job.Texts("warnings"), w => w.Contains("/etc/sample-settings.conf" + host.KeptEnding, StringComparison.Ordinal));
    }

    /// <summary>The text of the refusal of a change: of its job, or of its plan where a change needs one.</summary>
    private async Task<string?> ConflictAsync(string method, string path, string body)
    {
        var plan = (await Client.SendAsync(method, path, With(body, "\"dry_run\": true"))).Expect(409, "DEPENDENCY_CONFLICT");
        if (!host.TakesParts)
        {
            return plan.Error.Text("message");
        }

        var job = await Client.DoneAsync(method, path, body);
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (job.Text("status"), job.Text("error_code")));
        return job.Text("error");
    }

    /// <summary>The request with the digest of its plan.</summary>
    private protected async Task<string> ConfirmedAsync(string method, string path, string body)
    {
        var plan = (await Client.SendAsync(method, path, With(body, "\"dry_run\": true"))).Expect(200).Data;
        return With(body, $"\"plan_digest\": \"{plan.Text("digest")}\"");
    }

    private static string With(string body, string more) => body.Length > 2 ? $"{body[..^1]}, {more}}}" : $"{{{more}}}";

    /// <summary>A package that can be installed without any other change. Where an installation updates everything, the host is up to date
    /// then.</summary>
    private protected async Task<(string Name, string Version)> NewAsync()
    {
        await host.UpdateByHandAsync();
        return host.TakesParts ? ("sample-addition", "1.0-1") : ("sample-new", "2.0-1");
    }

    private protected async Task<JsonElement> InfoAsync() => (await Client.GetAsync("/api/v1/system/info")).Expect(200).Data;

    private protected Task<JsonElement> EditorAsync() => PackageAsync("sample-editor");

    private protected async Task<JsonElement> PackageAsync(string name) =>
        (await Client.GetAsync($"{Packages}?status=installed&name={name}")).Expect(200).Data.Items("packages").Named(name);
}
