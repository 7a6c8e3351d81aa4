using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Packages;

public sealed class InstallTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string Packages = "/api/v1/packages";

    [Fact]
    public async Task A_package_is_installed_at_its_newest_version()
    {
        var job = await host.Client.DoneAsync("POST", Packages, """{"packages":[{"name":"sample-new"}]}""");
        Assert.Equal(("completed", "install", 100), (job.Text("status"), job.Text("operation"), (int)job.Number("progress")));
        var change = job.Items("changes").Named("sample-new");
        Assert.Equal(("install", "applied", "2.0-1"), (change.Text("action"), change.Text("outcome"), change.Text("to_version")));
        Assert.Equal("2.0-1", await host.Sandbox.VersionAsync("sample-new"));
        Assert.Equal("done", job.Text("phase"));
        Assert.Contains("CN=client", job.At("requested_by").Text("subject"));
        Assert.Equal(host.Sandbox.HostAddress, job.At("requested_by").Text("address"));
    }

    [Fact]
    public async Task The_answer_of_an_accepted_install_names_the_job()
    {
        var accepted = (await host.Client.PostAsync(Packages, """{"packages":[{"name":"sample-recommended"}]}""")).Expect(202).Data;
        Assert.Equal(
            ("pending", "install", "sample-recommended"), (accepted.Text("status"), accepted.Text("operation"), accepted.Text("package")));
        Assert.Equal(["sample-recommended"], accepted.Texts("packages"));
        Assert.Equal("completed", (await host.Client.EndAsync(accepted.Text("job_id")!)).Text("status"));
    }

    [Fact]
    public async Task Two_packages_with_dependencies_go_in_together()
    {
        var job = await host.Client.DoneAsync("POST", Packages, """{"packages":[{"name":"sample-epoch"},{"name":"sample-question"}]}""");
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal("1:1.0-1", await host.Sandbox.VersionAsync("sample-epoch"));
        Assert.Equal("the default", (await host.Sandbox.ShAsync("cat /var/lib/sample-question")).Trim());
    }

    [Fact]
    [Trait("Feature", "Downgrade")]
    public async Task An_exact_version_can_be_chosen_and_a_downgrade_only_when_allowed()
    {
        const string older = """{"packages":[{"name":"sample-tiny1","version":"1.0-1"}]OPTIONS}""";
        var up = await host.Client.DoneAsync("POST", Packages, """{"packages":[{"name":"sample-tiny1","version":"1.1-1"}]}""");
        Assert.Equal("completed", up.Text("status"));
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny1"));

        var refused = await host.Client.DoneAsync("POST", Packages, older.Replace("OPTIONS", "", StringComparison.Ordinal));
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (refused.Text("status"), refused.Text("error_code")));
        Assert.Contains("allow_downgrade", refused.Text("error"));
        Assert.Equal("1.1-1", await host.Sandbox.VersionAsync("sample-tiny1"));

        var down = await host.Client.DoneAsync(
            "POST", Packages, older.Replace("OPTIONS", ""","options":{"allow_downgrade":true}""", StringComparison.Ordinal));
        Assert.Equal("completed", down.Text("status"));
        Assert.Equal("downgrade", down.Items("changes").Named("sample-tiny1").Text("action"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny1"));
    }

    [Theory]
    [InlineData("sample-epoch", "7:7.0-1")]
    [InlineData("sample-editor", "9.9-9")]
    public async Task A_version_that_does_not_exist_fails_and_changes_nothing(string package, string version)
    {
        await host.Sandbox.TryShAsync("dpkg -r sample-epoch");
        var before = await host.Sandbox.DatabaseAsync();
        var body = $$"""{"packages":[{"name":"{{package}}","version":"{{version}}"}]}""";
        var job = await host.Client.DoneAsync("POST", Packages, body);
        Assert.Equal(("failed", "PKG_VERSION_NOT_FOUND"), (job.Text("status"), job.Text("error_code")));
        Assert.Contains(version, job.Text("error"));
        Assert.Equal(before, await host.Sandbox.DatabaseAsync());
        (await host.Client.PostAsync(Packages, body[..^1] + ""","dry_run":true}""")).Expect(404, "PKG_VERSION_NOT_FOUND");
    }

    [Fact]
    public async Task An_unknown_package_fails_and_the_known_one_beside_it_is_not_installed()
    {
        var job = await host.Client.DoneAsync("POST", Packages, """{"packages":[{"name":"sample-stuck"},{"name":"no-such-package"}]}""");
        Assert.Equal(("failed", "PKG_NOT_FOUND"), (job.Text("status"), job.Text("error_code")));
        Assert.Null(await host.Sandbox.VersionAsync("sample-stuck"));
        (await host.Client.PostAsync(Packages, """{"packages":[{"name":"no-such-package"}],"dry_run":true}"""))
            .Expect(404, "PKG_NOT_FOUND");
    }

    [Fact]
    public async Task A_package_whose_dependency_does_not_exist_fails_with_the_package_managers_words()
    {
        var job = await host.Client.DoneAsync("POST", Packages, """{"packages":[{"name":"sample-impossible"}]}""");
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (job.Text("status"), job.Text("error_code")));
        Assert.Contains("sample-no-such-package", job.Text("error"));
        (await host.Client.PostAsync(Packages, """{"packages":[{"name":"sample-impossible"}],"dry_run":true}"""))
            .Expect(409, "DEPENDENCY_CONFLICT");
    }

    [Fact]
    [Trait("Feature", "RemovesOthers")]
    public async Task An_install_that_would_remove_another_package_needs_force()
    {
        const string rival = """{"packages":[{"name":"sample-rival"}]OPTIONS}""";
        var refused = await host.Client.DoneAsync("POST", Packages, rival.Replace("OPTIONS", "", StringComparison.Ordinal));
        Assert.Equal(("failed", "DEPENDENCY_CONFLICT"), (refused.Text("status"), refused.Text("error_code")));
        Assert.Contains("sample-editor", refused.Text("error"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-editor"));

        var forced = await host.Client.DoneAsync(
            "POST", Packages, rival.Replace("OPTIONS", ""","options":{"force":true}""", StringComparison.Ordinal));
        Assert.Equal("completed", forced.Text("status"));
        Assert.Equal(("remove", "applied"),
            (forced.Items("changes").Named("sample-editor").Text("action"),
                forced.Items("changes").Named("sample-editor").Text("outcome")));
        Assert.Null(await host.Sandbox.VersionAsync("sample-editor"));
        var restored = await host.Client.DoneAsync(
            "POST", Packages, """{"packages":[{"name":"sample-editor","version":"1.0-1"}],"options":{"force":true}}""");
        Assert.Equal("completed", restored.Text("status"));
    }

    [Fact]
    public async Task Installing_what_is_installed_completes_and_says_so()
    {
        var job = await host.Client.DoneAsync("POST", Packages, """{"packages":[{"name":"sample-base"}]}""");
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal(("skipped", "already installed"),
            (job.Items("changes").Named("sample-base").Text("outcome"), job.Items("changes").Named("sample-base").Text("reason")));
    }

    [Fact]
    public async Task A_configuration_file_changed_on_the_host_is_kept()
    {
        await host.Sandbox.ShAsync("echo 'value = mine' >/etc/sample-settings.conf");
        var job = await host.Client.DoneAsync("PUT", Packages + "/sample-settings");
        Assert.Equal("completed", job.Text("status"));
        Assert.Equal("value = mine", (await host.Sandbox.ShAsync("cat /etc/sample-settings.conf")).Trim());
    }

    [Theory]
    [InlineData("""{"packages":[{"name":"x"}],"options":{"no_recommends":true}}""", "options.no_recommends")]
    [InlineData("""{"packages":[{"name":"x"}],"options":{"reinstall":true}}""", "options.reinstall")]
    public async Task An_option_that_cannot_be_honoured_is_refused_by_name(string body, string field)
    {
        var answer = (await host.Client.PostAsync(Packages, body)).Expect(400, "OPTION_NOT_SUPPORTED");
        Assert.Equal(field, answer.Field);
    }

    [Theory]
    [InlineData("""{"packages":[{"name":"-x"}]}""", "VALIDATION_ERROR", "packages[0].name")]
    [InlineData("""{"packages":[{"name":"a"},{"name":"b c"}]}""", "VALIDATION_ERROR", "packages[1].name")]
    [InlineData("""{"packages":[{"name":"x","version":"1 0"}]}""", "VALIDATION_ERROR", "packages[0].version")]
    [InlineData("""{"packages":[]}""", "INVALID_REQUEST", "packages")]
    [InlineData("""{}""", "INVALID_REQUEST", "packages")]
    [InlineData("""{"packages":["x"]}""", "INVALID_REQUEST", "packages[0]")]
    [InlineData("""{"packages":[{}]}""", "INVALID_REQUEST", "packages[0].name")]
    [InlineData("""{"packages":[{"name":"x","verison":"1"}]}""", "INVALID_REQUEST", "packages[0].verison")]
    [InlineData("""{"packages":[{"name":"x"}],"options":{"forse":true}}""", "INVALID_REQUEST", "options.forse")]
    [InlineData("""{"packages":[{"name":"x"}],"dryrun":true}""", "INVALID_REQUEST", "dryrun")]
    [InlineData("""{"packages":[{"name":"x"}],"dry_run":"yes"}""", "INVALID_REQUEST", "dry_run")]
    [InlineData("""{"packages":[{"name":"x"}],"plan_digest":"abc"}""", "INVALID_REQUEST", "plan_digest")]
    [InlineData("""{"packages":[{"name":"x"}],"packages":[]}""", "INVALID_REQUEST", "body")]
    [InlineData("""["x"]""", "INVALID_REQUEST", "body")]
    [InlineData("""{"packages":""", "INVALID_REQUEST", "body")]
    public async Task A_wrong_body_is_refused_by_the_name_of_its_member(string body, string code, string field)
    {
        var answer = (await host.Client.PostAsync(Packages, body)).Expect(400, code);
        Assert.Equal(field, answer.Field);
    }

    [Fact]
    public async Task An_empty_body_is_refused() => (await host.Client.PostAsync(Packages)).Expect(400, "INVALID_REQUEST");

    [Fact]
    public async Task A_body_of_another_type_is_refused() =>
        (await host.Client.SendAsync("POST", Packages, "packages=x", "application/x-www-form-urlencoded"))
            .Expect(415, "UNSUPPORTED_MEDIA_TYPE");
}
