using System.Diagnostics;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Installation;

/// <summary>
/// What the package does with an agent that it has just installed: what keeps it from starting is told apart, in words and by what is done.
/// </summary>
public sealed class FirstStartTests(BareHost host) : IClassFixture<BareHost>, IAsyncLifetime
{
    private const string Unit = "linux-patch-api.service";
    private const string NoCertificates = "it has no certificates yet";

    public async ValueTask InitializeAsync() => await host.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task With_certificates_and_a_good_configuration_it_is_started_and_says_nothing()
    {
        await RemovedAsync();
        Assert.DoesNotContain("is installed", await InstallAsync(TestBed.Package()));
        await ActiveAsync();
    }

    /// <summary>With certificates and without: that there are none is not what is wrong first.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_agent_whose_configuration_cannot_be_read_is_not_started_and_the_line_is_named(bool hasCertificates)
    {
        await RemovedAsync();
        if (!hasCertificates)
        {
            await host.Sandbox.ShAsync("rm /etc/linux_patch_api/certs/*");
        }

        const string file = "/etc/linux_patch_api/config.yaml";
        var good = await host.Sandbox.ShAsync($"cat {file}");
        await host.Sandbox.WriteAsync(file, "server:\n  port: many\n");
        var said = await InstallAsync(TestBed.Package());
        Assert.Contains("not started: its configuration, certificates or allow-list cannot be used", said);
        Assert.Contains($"{file}:2:", said);
        Assert.DoesNotContain(NoCertificates, said);
        // Not even tried: a unit that was would be failed.
        Assert.Equal("inactive", await host.Sandbox.UnitStateAsync(Unit));

        await host.Sandbox.WriteAsync(file, good);
        said = await InstallAsync(TestBed.Package());
        if (hasCertificates)
        {
            await ActiveAsync();
        }
        else
        {
            Assert.Contains(NoCertificates, said);
            Assert.Equal("inactive", await host.Sandbox.UnitStateAsync(Unit));
        }
    }

    /// <summary>The present one works, by the configuration that it has read; a new one would end at once.</summary>
    [Fact]
    public async Task An_upgrade_leaves_a_running_agent_alone_while_its_configuration_cannot_be_read()
    {
        await host.Sandbox.InstallAgentAsync(TestBed.Package());
        await host.Sandbox.ShAsync($"systemctl start {Unit}");
        using var client = new AgentClient(host.Sandbox.Address, ClientIdentity.Of(host.Sandbox.ClientFiles));
        await Eventually.AsWantedAsync("an answer", () => client.GetAsync("/health"), answer => answer.Status == 200);
        var pid = await host.Sandbox.ShAsync($"systemctl show -P MainPID {Unit}");
        await host.Sandbox.WriteAsync("/etc/linux_patch_api/config.yaml", "server:\n  port: many\n");
        var said = await InstallAsync(TestBed.Package());
        Assert.Contains("its configuration, certificates or allow-list cannot be used", said);
        Assert.Contains("goes on, with the former program", said);
        Assert.Equal(pid, await host.Sandbox.ShAsync($"systemctl show -P MainPID {Unit}"));
        (await client.GetAsync("/health")).Expect(200);

        await host.Sandbox.ShAsync("rm /etc/linux_patch_api/config.yaml");
        await InstallAsync(TestBed.Package());
        await Eventually.AsWantedAsync(
            "another process", () => host.Sandbox.ShAsync($"systemctl show -P MainPID {Unit}"), now => now != pid);
        await Eventually.AsWantedAsync("an answer", () => client.GetAsync("/health"), answer => answer.Status == 200);
    }

    /// <summary>A time-out says nothing about certificates, and the package manager does not wait for what may hang.</summary>
    [Fact]
    public async Task An_agent_that_does_not_say_in_time_whether_it_can_start_is_left_to_the_service_manager()
    {
        await RemovedAsync();
        // It executes nothing, as it has the agent's path: the record of executions would take that for the agent's.
        const string started = "/run/linux_patch_api/started";
        var slow = await WrapperAsync(
            $"case $* in *--strict*) kill -STOP $$ ;; *--can-start*) exit 0 ;; esac\n: >{started}\nkill -STOP $$\n");
        var clock = Stopwatch.StartNew();
        var said = await InstallAsync(slow);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(120), $"dpkg took {clock.Elapsed.TotalSeconds:0} s");
        Assert.Contains("whether it can start was not known within 10 seconds", said);
        Assert.DoesNotContain(NoCertificates, said);
        await Eventually.AsWantedAsync(
            "the start by the service manager",
            () => host.Sandbox.ShAsync($"test ! -e {started} || echo yes"), text => text.Contains("yes"));
        await host.Sandbox.ShAsync($"systemctl kill -s KILL {Unit}; systemctl stop {Unit}");
    }

    [Fact]
    public async Task A_program_that_does_not_run_is_not_taken_for_one_without_certificates()
    {
        await RemovedAsync();
        var said = await InstallAsync(await WrapperAsync("echo 'no such instruction' >&2\nexit 132\n"));
        Assert.Contains("/usr/bin/linux-patch-api does not run on this host (exit status 132)", said);
        Assert.Contains("no such instruction", said);
        Assert.DoesNotContain(NoCertificates, said);
        Assert.Equal("inactive", await host.Sandbox.UnitStateAsync(Unit));
    }

    /// <summary>Removed again, with its configuration and certificates left.</summary>
    private async Task RemovedAsync()
    {
        await host.Sandbox.InstallAgentAsync(TestBed.Package());
        await host.Sandbox.ShAsync("dpkg -r linux-patch-api");
    }

    private Task ActiveAsync() =>
        Eventually.AsWantedAsync("the unit", () => host.Sandbox.UnitStateAsync(Unit), state => state == "active");

    private async Task<string> InstallAsync(string package)
    {
        File.Copy(package, host.Sandbox.Root + "/root/agent.deb", overwrite: true);
        return await host.Sandbox.ShAsync("dpkg -i /root/agent.deb 2>&1");
    }

    /// <summary>The package with a script as its program.</summary>
    private async Task<string> WrapperAsync(string script)
    {
        var folder = Directory.CreateTempSubdirectory("wrapper").FullName;
        var (program, deb) = (Path.Combine(folder, "program"), Path.Combine(folder, "linux-patch-api.deb"));
        await File.WriteAllTextAsync(program, "#!/bin/sh\n" + script);
        await Command.RunAsync(Path.Combine(TestBed.Repository, "packaging/deb/build"), program, deb, "3.0.0");
        return deb;
    }
}
