using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Patches;

/// <summary>What an apply takes, by dry runs on one host.</summary>
public sealed class ApplySelectionTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string Apply = "/api/v1/patches/apply";

    [Fact]
    public async Task Without_a_list_everything_that_can_go_in_is_taken()
    {
        var plan = await PlanAsync("""{"dry_run":true}""");
        Assert.Equal(21, plan.Items("upgrade").Count);
        Assert.Equal(["sample-addition"], plan.Items("install").Names());
        Assert.Empty(plan.Items("remove"));
        Assert.True(plan.Flag("requires_reboot"));
        var skipped = plan.Items("skipped");
        Assert.Equal(["sample-blocked", "sample-held"], skipped.Names().Order(StringComparer.Ordinal));
        Assert.Contains("held", skipped.Named("sample-held").Text("reason"));
    }

    [Theory]
    [InlineData("""{"packages":[],"dry_run":true}""")]
    [InlineData("""{"patches":[],"dry_run":true}""")]
    public async Task An_empty_list_means_nothing(string body)
    {
        var plan = await PlanAsync(body);
        Assert.Empty(plan.Items("upgrade"));
        Assert.Empty(plan.Items("install"));
    }

    [Fact]
    public async Task The_job_of_an_empty_list_completes_at_once_and_says_so()
    {
        var before = await host.Sandbox.DatabaseAsync();
        var job = await host.Client.DoneAsync("POST", Apply, """{"packages":[]}""");
        Assert.Equal("completed", job.Text("status"));
        Assert.Contains("nothing to do", job.Text("message"));
        Assert.Equal(before, await host.Sandbox.DatabaseAsync());
    }

    [Fact]
    public async Task Security_only_takes_the_security_updates()
    {
        var plan = await PlanAsync("""{"security_only":true,"dry_run":true}""");
        Assert.Equal(["sample-resolver", "sample-tls"], plan.Items("upgrade").Names());
        Assert.Empty(plan.Items("skipped"));
    }

    [Fact]
    public async Task Updates_of_unknown_severity_are_reported_when_a_severity_is_demanded()
    {
        var plan = await PlanAsync("""{"min_severity":"high","dry_run":true}""");
        Assert.Empty(plan.Items("upgrade"));
        Assert.Equal(23, plan.Items("skipped").Count);
        Assert.All(plan.Items("skipped"), s => Assert.Contains("severity is unknown", s.Text("reason")));
    }

    [Theory]
    [InlineData("""{"exclude":["sample-tiny*","linux-*"],"dry_run":true}""")]
    [InlineData("""{"options":{"exclude_packages":["sample-tiny*","linux-*"]},"dry_run":true}""")]
    public async Task Excluded_patterns_are_left_out_and_reported(string body)
    {
        var plan = await PlanAsync(body);
        Assert.DoesNotContain(plan.Items("upgrade").Names(),
            n => n.StartsWith("sample-tiny", StringComparison.Ordinal) || n.StartsWith("linux-", StringComparison.Ordinal));
        Assert.Equal(8, plan.Items("upgrade").Count);
        Assert.Equal(13, plan.Items("skipped").Count(s => s.Text("reason")!.StartsWith("excluded by", StringComparison.Ordinal)));
        Assert.False(plan.Flag("requires_reboot"));
    }

    [Fact]
    public async Task A_patch_is_named_by_its_id_or_by_its_package()
    {
        var id = (await host.Client.GetAsync("/api/v1/patches?name=sample-tiny4")).Expect(200).Data.Items("patches").Named("sample-tiny4")
            .Text("id");
        var plan = await PlanAsync($$"""{"patches":["{{id}}","sample-tiny5"],"dry_run":true}""");
        Assert.Equal(["sample-tiny4", "sample-tiny5"], plan.Items("upgrade").Names());
    }

    [Fact]
    public async Task What_is_named_and_cannot_be_taken_is_skipped_with_the_reason()
    {
        var plan = await PlanAsync(
            """{"packages":["sample-tiny1","sample-held","sample-blocked","sample-base","no-such-package"],"dry_run":true}""");
        Assert.Equal(["sample-tiny1"], plan.Items("upgrade").Names());
        var skipped = plan.Items("skipped");
        Assert.Contains("held", skipped.Named("sample-held").Text("reason"));
        Assert.Contains("sample-no-such-package", skipped.Named("sample-blocked").Text("reason"));
        Assert.Equal("no configured repository has a newer version", skipped.Named("sample-base").Text("reason"));
        Assert.Contains("not installed", skipped.Named("no-such-package").Text("reason"));
    }

    [Theory]
    [InlineData("""{"allow_reboot":true,"reboot":true}""", "reboot")]
    [InlineData("""{"allow_reboot":true,"options":{"reboot":false}}""", "options.reboot")]
    [InlineData("""{"reboot_delay_seconds":5,"options":{"reboot_delay_minutes":5}}""", "options.reboot_delay_minutes")]
    [InlineData("""{"reboot_delay_seconds":"soon"}""", "reboot_delay_seconds")]
    [InlineData("""{"min_severity":"urgent"}""", "min_severity")]
    [InlineData("""{"exclude":["a b"]}""", "exclude[0]")]
    [InlineData("""{"package":["x"]}""", "package")]
    [InlineData("""{"options":{"exclude":[]}}""", "options.exclude")]
    [InlineData("""{"security_only":"true"}""", "security_only")]
    [InlineData("[]", "body")]
    public async Task A_wrong_body_is_refused_by_the_name_of_its_member(string body, string field)
    {
        var answer = (await host.Client.PostAsync(Apply, body)).Expect(400, "INVALID_REQUEST");
        Assert.Equal(field, answer.Field);
    }

    [Fact]
    public async Task A_wrong_package_name_is_a_validation_error() =>
        (await host.Client.PostAsync(Apply, """{"packages":["a b"]}""")).Expect(400, "VALIDATION_ERROR");

    [Fact]
    public async Task An_empty_body_never_means_everything() => (await host.Client.PostAsync(Apply)).Expect(400, "INVALID_REQUEST");

    private async Task<JsonElement> PlanAsync(string body) => (await host.Client.PostAsync(Apply, body)).Expect(200).Data;
}
