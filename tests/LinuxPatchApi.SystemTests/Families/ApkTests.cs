using System.Text.Json;
using LinuxPatchApi.ApkPolkit;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>apk through a stand-in for its D-Bus service, which has no simulation, no versions, no cancel and no history.</summary>
public sealed class ApkTests(ApkHost host) : IClassFixture<ApkHost>, IAsyncLifetime
{
    private const string Packages = "/api/v1/packages";
    private const string Apply = "/api/v1/patches/apply";

    private AgentClient Client => host.Client;

    public async ValueTask InitializeAsync()
    {
        await host.RestoreAsync();
        await Eventually.AsWantedAsync(
            "the starting state", async () => (await Client.GetAsync("/api/v1/patches")).Expect(200).Data.Items("patches").Names(),
            names => names.Contains("sample-tool") && names.Contains("sample-lib"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_host_is_described_with_its_package_manager_and_the_service_is_found()
    {
        await Eventually.AsWantedAsync(
            "the package manager's name", async () => (await Client.GetAsync("/api/v1/system/info")).Expect(200).Data,
            i => i.Text("package_manager") == "apk");
        await TableTruth.AssertAsync(Client, TableTruth.Engine("apk", "0.0"), "sample-tool");
    }

    [Fact]
    [Trait("Feature", "InstalledSet")]
    [Trait("Feature", "Details")]
    public async Task Packages_are_listed_and_shown_with_the_offered_version_and_their_relations()
    {
        var list = (await Client.GetAsync($"{Packages}?status=installed&name=sample-*")).Expect(200).Data.Items("packages");
        Assert.Equal(["sample-docs", "sample-editor", "sample-lib", "sample-settings", "sample-tool"], list.Names());
        var detail = (await Client.GetAsync($"{Packages}/sample-editor")).Expect(200).Data;
        Assert.Equal(
            ("1.0-r0", "upgradable", "1.1-r0"), (detail.Text("version"), detail.Text("status"), detail.Text("available_version")));
        Assert.Contains(detail.Items("versions"), v => v.Text("version") == "1.1-r0" && !v.Flag("installed"));
        Assert.Equal("sample-lib", detail.Items("dependencies").Names().Single());
        var offered = (await Client.GetAsync($"{Packages}/sample-addition")).Expect(200).Data;
        Assert.Equal("available", offered.Text("status"));
        (await Client.GetAsync($"{Packages}/no-such-package")).Expect(404, "PKG_NOT_FOUND");
    }

    [Fact]
    public async Task The_list_follows_a_change_behind_the_agent()
    {
        host.Apk.Put(new ApkPackage("sample-tool", "2.0-r1"));
        await Eventually.AsWantedAsync(
            "the version in the database", () => PackageAsync("sample-tool"), p => p.Text("version") == "2.0-r1");
    }

    [Fact]
    [Trait("Feature", "PartialUpgrade")]
    public async Task A_plan_says_that_nobody_simulated_it_and_its_digest_stands_for_the_installed_set()
    {
        const string body = """{"packages": ["sample-tool", "sample-lib"]""";
        var plan = (await Client.PostAsync(Apply, body + """, "dry_run": true}""")).Expect(200).Data;
        Assert.Equal(["sample-lib", "sample-tool"], plan.Items("upgrade").Names().Order());
        Assert.Contains(plan.Texts("warnings"), w => w.Contains("cannot simulate", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Service.Calls, c => c.StartsWith("Upgrade", StringComparison.Ordinal));

        host.Apk.Put(new ApkPackage("sample-docs", "0.9-r0") { Architecture = "noarch" });
        var confirmed = $"{body}, \"plan_digest\": \"{plan.Text("digest")}\"}}";
        (await Client.PostAsync(Apply, confirmed)).Expect(409);
        plan = (await Client.PostAsync(Apply, body + """, "dry_run": true}""")).Expect(200).Data;
        var job = await Client.DoneAsync("POST", Apply, $"{body}, \"plan_digest\": \"{plan.Text("digest")}\"}}");
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Equal(("2.0-r1", "1.1-r0", "1.0-r0"),
            (host.Version("sample-tool"), host.Version("sample-lib"), host.Version("sample-editor")));
    }

    [Fact]
    public async Task Everything_is_updated_but_what_is_excluded()
    {
        var job = await Client.DoneAsync("POST", Apply, """{"exclude": ["sample-tool"]}""");
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Equal(("1.0-r0", "1.1-r0"), (host.Version("sample-tool"), host.Version("sample-editor")));
    }

    [Fact]
    public async Task An_install_brings_what_it_needs_and_is_undone_by_a_removal()
    {
        var job = await Client.DoneAsync("POST", Packages, """{"packages": [{"name": "sample-addition"}]}""");
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Equal("1.0-r0", host.Version("sample-addition-lib"));
        Assert.Contains(job.Items("changes").Names(), n => n == "sample-addition-lib");

        var again = await Client.DoneAsync("POST", Packages, """{"packages": [{"name": "sample-addition"}]}""");
        Assert.Equal("already installed", again.Items("changes").Named("sample-addition").Text("reason"));

        var refused = await Client.DoneAsync("DELETE", $"{Packages}/sample-addition");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (refused.Text("status"), refused.Text("error_code")));
        Assert.Contains("sample-addition-lib", refused.Text("error"));
        var removed = await Client.DoneAsync("DELETE", $"{Packages}/sample-addition?force=true");
        Assert.True(removed.Text("status") == "completed", removed.ToString());
        Assert.Null(host.Version("sample-addition"));
        Assert.Null(host.Version("sample-addition-lib"));
    }

    [Fact]
    public async Task A_package_that_another_one_needs_stays_also_with_force()
    {
        var refused = await Client.DoneAsync("DELETE", $"{Packages}/sample-lib?force=true");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (refused.Text("status"), refused.Text("error_code")));
        Assert.Contains("sample-editor", refused.Text("error"));
        Assert.Equal("1.0-r0", host.Version("sample-lib"));
    }

    [Fact]
    public async Task An_exact_version_is_refused_by_its_field()
    {
        (await Client.PutAsync($"{Packages}/sample-tool", """{"version": "2.0-r1"}""")).Expect(400, "OPTION_NOT_SUPPORTED");
        Assert.Equal("1.0-r0", host.Version("sample-tool"));
    }

    [Theory]
    [InlineData("unable to select packages:\n  sample-tool-2.0-r1:\n    conflicts: sample-editor-1.0-r0", "DEPENDENCY_CONFLICT")]
    [InlineData("words that nobody has seen yet", "PKG_MANAGER_ERROR")]
    public async Task A_failure_has_the_service_s_own_words_and_nothing_is_changed(string text, string code)
    {
        host.Service.Failure = text;
        var job = await Client.DoneAsync("PUT", $"{Packages}/sample-tool", "{}");
        Assert.Equal(("failed", code), (job.Text("status"), job.Text("error_code")));
        Assert.Contains(text.Split('\n')[^1].Trim(), job.Text("error"));
        Assert.Equal("unchanged", job.Items("changes").Named("sample-tool").Text("outcome"));
    }

    [Theory]
    [InlineData(false, "PKG_MANAGER_ERROR")]
    [InlineData(true, "BACKEND_UNAVAILABLE")]
    public async Task Of_an_upgrade_that_ends_half_done_each_package_is_as_the_database_has_it(bool leaves, string code)
    {
        (host.Service.DoneBeforeFailure, host.Service.Leaves) = (1, leaves);
        host.Service.Failure = leaves ? null : "something went wrong";
        var job = await Client.DoneAsync("POST", Apply, """{"packages": ["sample-tool", "sample-settings"]}""");
        Assert.Equal(("failed", code), (job.Text("status"), job.Text("error_code")));
        Assert.True(job.Text("error")!.Contains("1 of 2 planned changes are in place", StringComparison.Ordinal), job.ToString());
        foreach (var change in job.Items("changes"))
        {
            Assert.Equal(
                host.Version(change.Text("name")!) == "1.0-r0" ? "unchanged" : "applied", change.Text("outcome"));
        }

        // The service is back, and the next job is not the worse for it.
        await host.RestoreAsync();
        Assert.Equal("completed", (await Client.DoneAsync("PUT", $"{Packages}/sample-tool", "{}")).Text("status"));
    }

    [Fact]
    [Trait("Shows", "A lock of somebody else, waited for")]
    public async Task A_lock_that_somebody_else_holds_is_waited_for()
    {
        await host.Sandbox.ShAsync("setsid -f flock /lib/apk/db/lock sleep 5 >/dev/null 2>&1 </dev/null");
        var id = await Client.JobAsync("PUT", $"{Packages}/sample-tool", "{}");
        var waiting = await Client.UntilAsync(id, j => j.At("lock_holder").ValueKind == JsonValueKind.Object);
        Assert.Equal("/lib/apk/db/lock", waiting.At("lock_holder").Text("lock"));
        Assert.Equal("1.0-r0", host.Version("sample-tool"));
        Assert.Equal("completed", (await Client.EndAsync(id)).Text("status"));
    }

    [Fact]
    public async Task A_job_whose_agent_is_killed_ends_with_what_the_database_has()
    {
        host.Service.Delay = TimeSpan.FromSeconds(3);
        var id = await Client.JobAsync("PUT", $"{Packages}/sample-tool", "{}");
        await Eventually.AsWantedAsync(
            "the call", () => Task.FromResult(host.Service.Calls.Contains("UpgradePackages sample-tool")), called => called);
        await host.Sandbox.ShAsync(
            "setsid -f flock /lib/apk/db/lock sleep 6 >/dev/null 2>&1 </dev/null; systemctl kill -s KILL linux-patch-api.service");
        await host.AnsweringAsync();
        var job = await Client.EndAsync(id);
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Contains("the agent restarted meanwhile", job.Text("message"));
        Assert.Equal("2.0-r1", host.Version("sample-tool"));
    }

    [Fact]
    public async Task A_configuration_file_of_the_host_is_kept_and_the_new_one_is_told()
    {
        await host.Sandbox.WriteAsync("/etc/sample-settings.conf", "value = mine\n");
        var job = await Client.DoneAsync("PUT", $"{Packages}/sample-settings", "{}");
        Assert.True(job.Text("status") == "completed", job.ToString());
        Assert.Contains(job.Texts("warnings"), w => w.Contains("/etc/sample-settings.conf.apk-new", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Feature", "Holds")]
    public async Task An_exact_version_in_the_world_is_a_hold_with_its_origin()
    {
        host.Apk.SetWorld("sample-tool=1.0-r0");
        var held = await Eventually.AsWantedAsync("the hold", () => PackageAsync("sample-tool"), p => p.Flag("held"));
        Assert.Equal("1.0-r0", held.Text("version"));
        var plan = (await Client.PostAsync(Apply, """{"dry_run": true}""")).Expect(200).Data;
        Assert.DoesNotContain("sample-tool", plan.Items("upgrade").Names());
        var job = await Client.DoneAsync("PUT", $"{Packages}/sample-tool", "{}");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (job.Text("status"), job.Text("error_code")));
        Assert.Contains("sample-tool=1.0-r0 of /etc/apk/world", job.Text("error"));
        Assert.Equal("1.0-r0", host.Version("sample-tool"));
    }

    private async Task<JsonElement> PackageAsync(string name) =>
        (await Client.GetAsync($"{Packages}?status=installed&name={name}")).Expect(200).Data.Items("packages").Named(name);
}
