using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Packages;

/// <summary>
/// Repositories that cannot give or must not be trusted. Each test has packages of its own and leaves good sources behind.
/// </summary>
public sealed class BadSourceTests(AgentHost host) : IClassFixture<AgentHost>
{
    private const string Apply = "/api/v1/patches/apply";
    private const string Sources = "/etc/apt/sources.list.d";

    [Fact]
    public async Task A_package_that_the_repository_has_lost_is_a_network_error_and_nothing_is_changed()
    {
        File.Delete($"{host.Sandbox.Archive}/pool/stable/sample-tiny1_1.1-1_all.deb");
        var job = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-tiny1"]}""");
        Assert.Equal(("failed", "NETWORK_ERROR", true), (job.Text("status"), job.Text("error_code"), job.Flag("retryable")));
        Assert.Contains("404", job.Text("error"));
        Assert.Equal("unchanged", job.Items("changes").Named("sample-tiny1").Text("outcome"));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny1"));
    }

    [Fact]
    public async Task A_package_that_is_not_what_the_signed_index_says_does_not_go_in()
    {
        var file = $"{host.Sandbox.Archive}/pool/stable/sample-tiny2_1.1-1_all.deb";
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[200] ^= 0xFF;
        // Another file: the archive of other containers may share this one's.
        File.Delete(file);
        await File.WriteAllBytesAsync(file, bytes);
        var job = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-tiny2","sample-tiny3"]}""");
        Assert.Equal(("failed", "NETWORK_ERROR"), (job.Text("status"), job.Text("error_code")));
        Assert.Contains("Hash Sum mismatch", job.Text("error"));
        Assert.All(job.Items("changes"), c => Assert.Equal("unchanged", c.Text("outcome")));
        Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny2"));
    }

    [Fact]
    [Trait("Shows", "A refusal of what nobody signed")]
    public async Task A_package_of_an_unsigned_repository_is_refused_whatever_apt_would_do()
    {
        await host.Sandbox.PublishAsync("sample-unsigned", "1.0-1");
        Copy($"{host.Sandbox.Archive}/dists", $"{host.Sandbox.Archive}/unsigned/dists");
        Copy($"{host.Sandbox.Archive}/pool", $"{host.Sandbox.Archive}/unsigned/pool");
        foreach (var signature in Directory.EnumerateFiles($"{host.Sandbox.Archive}/unsigned/dists", "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is "InRelease" or "Release.gpg").ToList())
        {
            File.Delete(signature);
        }

        await WithSourceAsync("deb [allow-insecure=yes] http://repo.lpa.test:8080/unsigned stable main", alone: true, async () =>
        {
            await host.Sandbox.ShAsync("apt-get -q update >/dev/null 2>&1");
            const string body = """{"packages":[{"name":"sample-unsigned"}]}""";
            var plan = (await host.Client.PostAsync(
                "/api/v1/packages", body.Replace("]}", "],\"dry_run\":true}", StringComparison.Ordinal))).Expect(502, "GPG_ERROR");
            Assert.False(plan.Error.Flag("retryable"));
            var job = await host.Client.DoneAsync("POST", "/api/v1/packages", body);
            Assert.Equal(("failed", "GPG_ERROR"), (job.Text("status"), job.Text("error_code")));
            Assert.Null(await host.Sandbox.VersionAsync("sample-unsigned"));
        });
    }

    [Fact]
    public async Task A_sources_list_that_cannot_be_read_is_an_error_of_the_package_manager_and_no_lock()
    {
        await WithSourceAsync("nonsense", alone: false, async () =>
        {
            var plan = (await host.Client.PostAsync(Apply, """{"packages":["sample-tiny4"],"dry_run":true}"""))
                .Expect(502, "PKG_MANAGER_ERROR");
            Assert.False(plan.Error.Flag("retryable"));
            Assert.Contains("broken.list", plan.Error.Text("message"));
            var job = await host.Client.DoneAsync("POST", Apply, """{"packages":["sample-tiny4"]}""");
            Assert.Equal(("failed", "PKG_MANAGER_ERROR"), (job.Text("status"), job.Text("error_code")));
            Assert.Equal("1.0-1", await host.Sandbox.VersionAsync("sample-tiny4"));
        });
    }

    /// <summary>With one more source, or with that one instead of all others; then as before.</summary>
    private async Task WithSourceAsync(string line, bool alone, Func<Task> act)
    {
        await host.Sandbox.ShAsync($"{(alone ? $"mv {Sources}/sample.list /root/; " : "")}echo '{line}' >{Sources}/broken.list");
        try
        {
            await act();
        }
        finally
        {
            await host.Sandbox.ShAsync(
                $"rm {Sources}/broken.list; {(alone ? $"mv /root/sample.list {Sources}/; " : "")}apt-get -q update >/dev/null");
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = to + file[from.Length..];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
