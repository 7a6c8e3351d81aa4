using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>What a family's host does when something is in the way.</summary>
public abstract partial class FamilyConformance<THost>
{
    [Fact]
    public async Task Doctor_and_its_remedies_name_no_tool_of_another_family()
    {
        var others = string.Join('|', ((string[])["apt", "dpkg", "dnf", "rpm", "pacman", "apk"]).Where(w => !host.Tools.Contains(w)));
        await host.BreakRepositoryAsync();
        var said = (await Client.GetAsync("/api/v1/system/doctor")).Expect(200)
            + (await host.Sandbox.TryShAsync("linux-patch-api doctor; systemctl stop linux-patch-api; linux-patch-api doctor")).Text;
        await host.Sandbox.ShAsync("systemctl start linux-patch-api");
        await host.AnsweringAsync();
        Assert.Contains("systemctl", said);
        Assert.DoesNotMatch($@"\b({others})(-\w+)?\b", said);
    }

    [Fact]
    [Trait("Shows", "A stall, told with the holder of the lock")]
    public async Task A_silent_script_is_told_as_a_stall_with_the_holder_of_the_lock_and_the_job_ends_with_it()
    {
        await host.UpdateByHandAsync();
        const string name = "sample-silent", go = "/var/lib/sample-silent.go";
        await host.OfferScriptAsync(name, $"while [ ! -e {go} ]; do sleep 0.2; done; rm {go}");
        await Eventually.AsWantedAsync(
            "the package in the repository",
            async () =>
            {
                await Client.GetAsync("/api/v1/patches?max_age=0");
                return await Client.GetAsync($"{Packages}/{name}");
            },
            found => found.Status == 200);
        var body = await ConfirmedAsync("POST", Packages, $$"""{"packages": [{"name": "{{name}}"}]}""");
        var id = await Client.JobAsync("POST", Packages, body);
        var stalled = await Client.UntilAsync(id, j => !j.IsNull("stalled_since") && !j.IsNull("lock_holder"));
        var holder = stalled.At("lock_holder");
        Assert.True((host.LockFile, host.LockMaker) == (holder.Text("lock"), holder.Text("command")), stalled.ToString());
        Assert.InRange(holder.Number("age_seconds"), 0, 120);
        Assert.Contains(stalled.Texts("logs"), l => l.Contains("no progress since", StringComparison.Ordinal));
        var health = await Client.HealthAsync("degraded");
        Assert.Contains(health.Texts("degraded_reasons"), r => r.Contains(id, StringComparison.Ordinal));

        await host.Sandbox.ShAsync($"touch {go}");
        var ended = await Client.EndAsync(id);
        Assert.True("completed" == ended.Text("status") && ended.IsNull("stalled_since") && ended.IsNull("lock_holder"), ended.ToString());
        Assert.StartsWith("1.0", await host.VersionAsync(name), StringComparison.Ordinal);
        await Client.HealthyQueueAsync();
    }

    [Fact]
    [Trait("Shows", "A lock of somebody else, waited for")]
    public async Task Case55_A_lock_of_somebody_else_is_told_with_its_holder_and_waited_for()
    {
        var change = await ConfirmedAsync("POST", Apply, host.TakesParts ? """{"packages": ["sample-tiny4"]}""" : "{}");
        await host.Sandbox.ShAsync("rm -f /var/lib/human.done\n" + host.TakeLock);
        string id;
        try
        {
            // A plan that has to be compared first cannot be made while the lock is held: a removal needs none.
            if (!host.TakesParts)
            {
                Assert.True((await Client.PostAsync(Apply, change)).Expect(503, "LOCKED").Error.Flag("retryable"));
            }

            id = await Client.JobAsync(host.TakesParts ? "PUT" : "DELETE", Packages + "/sample-tiny4");
            var waiting = await Client.UntilAsync(
                id, j => !j.IsNull("lock_holder") && j.Text("message")!.Contains("lock", StringComparison.Ordinal));
            Assert.Equal(host.LockFile, waiting.At("lock_holder").Text("lock"));
            Assert.StartsWith(host.LockTaker, waiting.At("lock_holder").Text("command"), StringComparison.Ordinal);
            Assert.Equal("1.0-1", await host.VersionAsync("sample-tiny4"));
        }
        finally
        {
            await host.Sandbox.ShAsync("touch /var/lib/human.done");
        }

        var ended = await Client.EndAsync(id, seconds: 120);
        Assert.True("completed" == ended.Text("status") && ended.IsNull("lock_holder"), ended.ToString());
        Assert.Equal(host.TakesParts ? "1.1-1" : null, await host.VersionAsync("sample-tiny4"));
    }

    [Fact]
    [Trait("Shows", "A failing script, told as the database has it")]
    public async Task A_package_with_a_failing_script_is_told_as_the_database_has_it_and_the_next_job_goes_in()
    {
        await host.UpdateByHandAsync();
        var body = await ConfirmedAsync("POST", Packages, $$"""{"packages": [{"name": "sample-failing"{{host.Failing.Version}}}]}""");
        var job = await Client.DoneAsync("POST", Packages, body);
        var (code, words) = job.TryGetProperty("error_code", out _) ? (job.Text("error_code"), job.Text("error")!) : (null, "");
        Assert.True((host.Failing.Status, host.Failing.Code) == (job.Text("status"), code), job.ToString());
        Assert.Contains(host.Failing.Words, words);
        var outcome = job.Items("changes").Named("sample-failing").Text("outcome");
        Assert.True(host.Failing.Outcome == outcome, job.ToString());
        Assert.Equal(outcome == "applied", await host.VersionAsync("sample-failing") is not null);

        var next = await ConfirmedAsync("POST", Packages, """{"packages": [{"name": "sample-new"}]}""");
        job = await Client.DoneAsync("POST", Packages, next);
        Assert.True("completed" == job.Text("status"), job.ToString());
        Assert.NotNull(await host.VersionAsync("sample-new"));
        await host.Sandbox.ShAsync(host.Failing.Cure);
    }

    [Fact]
    [Trait("Shows", "A refusal of what nobody signed")]
    public async Task A_package_that_nobody_signed_does_not_go_in_where_signatures_are_asked_for()
    {
        await host.UpdateByHandAsync();
        await host.OfferUnsignedAsync();
        try
        {
            const string asked = """{"packages": [{"name": "sample-unsigned"}]}""";
            var plan = await Client.PostAsync(Packages, asked[..^1] + ", \"dry_run\": true}");
            var body = plan.Status == 200 ? $"{asked[..^1]}, \"plan_digest\": \"{plan.Data.Text("digest")}\"}}" : asked;
            var job = await Client.DoneAsync("POST", Packages, body);
            Assert.True(("failed", host.Unsigned.Code) == (job.Text("status"), job.Text("error_code")), job.ToString());
            Assert.Contains(host.Unsigned.Words, job.Text("error"));
            Assert.Null(await host.VersionAsync("sample-unsigned"));
        }
        finally
        {
            await host.TrustAsync();
        }
    }
}

/// <summary>What becomes of the installation of a package whose script fails.</summary>
/// <param name="Words">Of the job's error; empty where there is none.</param>
/// <param name="Outcome">Of the package.</param>
/// <param name="Version">How the request names the version that fails.</param>
/// <param name="Cure">A script that takes what is left of it away.</param>
public sealed record FailingScript(string Status, string? Code, string Words, string Outcome, string Version = "", string Cure = ":");
