using System.Text.Json;
using LinuxPatchApi.SystemTests.SelfUpdate;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>The package from a signed repository, by the package manager itself: in, newer under a running job, and out again.</summary>
public abstract class RepositoryTests<THost>(THost host) : IClassFixture<THost>
    where THost : RepositoryHost
{
    [Fact]
    [Trait("Shows", "Its own package from a signed repository")]
    public async Task From_a_signed_repository_it_goes_in_is_upgraded_under_a_running_job_and_goes_and_no_check_finds_anything()
    {
        var refused = await host.Sandbox.TryShAsync(host.Install);
        Assert.True(refused.Exit != 0 && !File.Exists(host.Sandbox.Root + "/usr/bin/linux-patch-api"), "without the key: " + refused.Text);

        await host.Sandbox.ShAsync(host.Trust);
        await host.Sandbox.ShAsync(host.Install);
        await IsAsync(SelfUpdateHost.Present);
        await host.SetUpAsync();
        Assert.Equal(SelfUpdateHost.Present, (await host.Client.HealthAsync()).Text("version"));

        var job = await SlowJobAsync();
        await host.PublishAsync(SelfUpdateHost.Next, SelfUpdateHost.Good);
        await host.UpgradeAsync(() => host.Sandbox.ShAsync("touch /var/lib/sample-silent.go"));
        await Eventually.AsWantedAsync(
            "the new version", async () => (await host.Client.HealthAsync()).Text("version"), version => version == SelfUpdateHost.Next);
        var ended = await host.Client.EndAsync(job);
        Assert.True(ended.Text("status") == "completed", ended.ToString());
        await IsAsync(SelfUpdateHost.Next);

        await host.Sandbox.ShAsync(host.Remove);
        Assert.False(File.Exists(host.Sandbox.Root + "/usr/bin/linux-patch-api"));
        Assert.NotEqual("active", await host.Sandbox.UnitStateAsync("linux-patch-api.service"));
        Assert.True(File.Exists(host.Sandbox.Root + "/etc/linux_patch_api/certs/server.pem"), "the host's own files are gone");
        Assert.True(Directory.Exists(host.Sandbox.Root + "/var/lib/linux_patch_api"));
        if (host.Purge is { } purge)
        {
            await host.Sandbox.ShAsync(purge);
            Assert.False(Directory.Exists(host.Sandbox.Root + "/etc/linux_patch_api"));
            Assert.False(Directory.Exists(host.Sandbox.Root + "/var/lib/linux_patch_api"));
        }
    }

    private async Task IsAsync(string version)
    {
        Assert.Equal(version, (await host.Sandbox.ShAsync(host.Version)).Trim());
        Assert.Equal("", (await host.Sandbox.ShAsync(host.Verify)).Trim());
    }

    /// <summary>A job whose package's script runs, until /var/lib/sample-silent.go is there.</summary>
    private async Task<string> SlowJobAsync()
    {
        const string name = "sample-silent";
        const string script = "touch /var/lib/sample-silent.begun; while [ ! -e /var/lib/sample-silent.go ]; do sleep 0.2; done";
        await host.Sandbox.PublishAsync(name, host.Distro is "el9" or "fedora" ? "1.0" : "1.0-1", host.Distro switch
        {
            "arch" => ["--install", $"post_install() {{ {script}; }}"],
            "el9" or "fedora" => ["--post", script],
            _ => ["--postinst", script],
        });
        await Eventually.AsWantedAsync(
            "the package in the repository",
            async () =>
            {
                await host.Client.GetAsync("/api/v1/patches?max_age=0");
                return await host.Client.GetAsync($"/api/v1/packages/{name}");
            },
            found => found.Status == 200);
        // Where an installation updates everything, it replaces a package too.
        const string request = """{"packages": [{"name": "sample-silent"}], "options": {"force": true}""";
        var plan = (await host.Client.PostAsync("/api/v1/packages", request + """, "dry_run": true}""")).Expect(200).Data;
        var id = await host.Client.JobAsync("POST", "/api/v1/packages", $"{request}, \"plan_digest\": \"{plan.Text("digest")}\"}}");
        await Eventually.AsWantedAsync(
            "the script",
            async () => File.Exists(host.Sandbox.Root + "/var/lib/sample-silent.begun") ? default
                : (await host.Client.GetAsync($"/api/v1/jobs/{id}")).Expect(200).Data,
            waiting => waiting.ValueKind == JsonValueKind.Undefined);
        return id;
    }
}

/// <summary>apt.</summary>
public sealed class Debian13RepositoryTests(Debian13RepositoryHost host) : RepositoryTests<Debian13RepositoryHost>(host);

/// <summary>dnf 4.</summary>
public sealed class El9RepositoryTests(El9RepositoryHost host) : RepositoryTests<El9RepositoryHost>(host);

/// <summary>dnf5.</summary>
public sealed class FedoraRepositoryTests(FedoraRepositoryHost host) : RepositoryTests<FedoraRepositoryHost>(host);

/// <summary>pacman.</summary>
public sealed class ArchRepositoryTests(ArchRepositoryHost host) : RepositoryTests<ArchRepositoryHost>(host);
