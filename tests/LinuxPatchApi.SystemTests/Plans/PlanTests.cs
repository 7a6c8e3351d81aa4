using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Plans;

public sealed class PlanTests(AgentHost host) : IClassFixture<AgentHost>
{
    private static readonly string[] Actions = ["install", "upgrade", "downgrade", "reinstall", "remove"];

    [Fact]
    [Trait("Feature", "Simulation")]
    public async Task What_is_applied_is_what_the_dry_run_showed()
    {
        const string body = """{"packages":["sample-app","sample-tiny1","sample-tls"]REST}""";
        var before = await host.Sandbox.DatabaseAsync();
        var plan = (await host.Client.PostAsync(
            "/api/v1/patches/apply", body.Replace("REST", ""","dry_run":true""", StringComparison.Ordinal))).Expect(200).Data;
        Assert.Equal(before, await host.Sandbox.DatabaseAsync());
        Assert.Equal("patch_apply", plan.Text("operation"));
        Assert.Equal(["sample-addition"], plan.Items("install").Names());
        Assert.Equal(["sample-app", "sample-library", "sample-tiny1", "sample-tls"], plan.Items("upgrade").Names());

        var digest = plan.Text("digest");
        var job = await host.Client.DoneAsync(
            "POST", "/api/v1/patches/apply", body.Replace("REST", $",\"plan_digest\":\"{digest}\"", StringComparison.Ordinal));
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal(Planned(plan), Applied(job));
    }

    [Fact]
    public async Task No_job_is_made_by_a_dry_run()
    {
        var before = (await host.Client.GetAsync("/api/v1/jobs")).Expect(200).Data.Number("total");
        (await host.Client.PostAsync("/api/v1/packages", """{"packages":[{"name":"sample-new"}],"dry_run":true}""")).Expect(200);
        (await host.Client.PutAsync("/api/v1/packages/sample-tiny9", """{"dry_run":true}""")).Expect(200);
        (await host.Client.DeleteAsync("/api/v1/packages/sample-tiny9?dry_run=true")).Expect(200);
        (await host.Client.PostAsync("/api/v1/patches/apply", """{"dry_run":true}""")).Expect(200);
        Assert.Equal(before, (await host.Client.GetAsync("/api/v1/jobs")).Expect(200).Data.Number("total"));
    }

    [Fact]
    public async Task The_same_plan_has_the_same_digest()
    {
        var first = (await host.Client.PutAsync("/api/v1/packages/sample-tiny8", """{"dry_run":true}""")).Expect(200).Data.Text("digest");
        var second = (await host.Client.PutAsync("/api/v1/packages/sample-tiny8", """{"dry_run":true}""")).Expect(200).Data.Text("digest");
        var other = (await host.Client.PutAsync("/api/v1/packages/sample-tiny7", """{"dry_run":true}""")).Expect(200).Data.Text("digest");
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public async Task A_plan_that_changed_under_ones_feet_is_refused_with_the_difference()
    {
        const string body = """{"packages":["sample-migration","sample-tiny2"]REST}""";
        var plan = (await host.Client.PostAsync(
            "/api/v1/patches/apply", body.Replace("REST", ""","dry_run":true""", StringComparison.Ordinal))).Expect(200).Data;
        await host.Sandbox.PublishAsync("sample-migration", "3.0-1", "--change", "Newer still.");
        await host.Sandbox.ShAsync("apt-get -q update >/dev/null");
        var agreed = body.Replace("REST", $",\"plan_digest\":\"{plan.Text("digest")}\"", StringComparison.Ordinal);
        var answer = (await host.Client.PostAsync("/api/v1/patches/apply", agreed)).Expect(409, "PLAN_CHANGED");

        var details = answer.Error.At("details");
        Assert.Equal(plan.Text("digest"), details.Text("expected_digest"));
        Assert.NotEqual(plan.Text("digest"), details.Text("digest"));
        Assert.Equal("3.0-1", details.Items("added").Named("sample-migration").Text("to_version"));
        Assert.Equal("2.0-1", details.Items("removed").Named("sample-migration").Text("to_version"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-migration"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny2"));

        var renewed = body.Replace("REST", $",\"plan_digest\":\"{details.Text("digest")}\"", StringComparison.Ordinal);
        var job = await host.Client.DoneAsync("POST", "/api/v1/patches/apply", renewed);
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal("3.0-1", await host.Sandbox.VersionAsync("sample-migration"));
    }

    [Fact]
    public async Task A_digest_that_was_never_given_is_refused_without_a_difference()
    {
        var answer = await host.Client.PutAsync("/api/v1/packages/sample-tiny6", $$"""{"plan_digest":"{{new string('0', 64)}}"}""");
        answer.Expect(409, "PLAN_CHANGED");
        Assert.True(answer.Error.At("details").IsNull("added"));
        Assert.Equal(["sample-tiny6"], answer.Error.At("details").Items("plan").Names());
    }

    [Fact]
    public async Task Install_and_remove_take_a_digest_too()
    {
        var plan = (await host.Client.PostAsync("/api/v1/packages", """{"packages":[{"name":"sample-epoch"}],"dry_run":true}"""))
            .Expect(200).Data;
        var install = $$"""{"packages":[{"name":"sample-epoch"}],"plan_digest":"{{plan.Text("digest")}}"}""";
        Assert.Equal("completed", (await host.Client.DoneAsync("POST", "/api/v1/packages", install)).Text("status"));
        var removal = (await host.Client.DeleteAsync("/api/v1/packages/sample-epoch?dry_run=true")).Expect(200).Data.Text("digest");
        (await host.Client.PostAsync("/api/v1/packages", install)).Expect(409, "PLAN_CHANGED");
        Assert.Equal(
            "completed", (await host.Client.DoneAsync("DELETE", $"/api/v1/packages/sample-epoch?plan_digest={removal}")).Text("status"));
    }

    private static IEnumerable<string> Planned(JsonElement plan) => Actions
        .SelectMany(
            action => plan.Items(action).Select(p => $"{action} {p.Text("name")} {p.Text("from_version")} {p.Text("to_version")} applied"))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Applied(JsonElement job) => job.Items("changes")
        .Select(c => $"{c.Text("action")} {c.Text("name")} {c.Text("from_version")} {c.Text("to_version")} {c.Text("outcome")}")
        .Order(StringComparer.Ordinal);
}
