using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>What holds wherever rpm is underneath.</summary>
public abstract class RpmConformance<THost>(THost host) : FamilyConformance<THost>(host)
    where THost : RpmHost
{
    [Fact]
    public async Task A_package_that_nobody_signed_does_not_go_in_where_signatures_are_asked_for()
    {
        var job = await Client.DoneAsync("POST", Packages, """{"packages": [{"name": "sample-unsigned"}]}""");
        Assert.True(("failed", Host.Unsigned.Code) == (job.Text("status"), job.Text("error_code")), job.ToString());
        Assert.Contains(Host.Unsigned.Words, job.Text("error"));
        Assert.Null(await Host.VersionAsync("sample-unsigned"));
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
            Assert.Equal("completed", (await Client.DoneAsync("POST", Apply, """{"packages": ["sample-tiny2"]}""")).Text("status"));
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
