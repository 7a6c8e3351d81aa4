using LinuxPatchApi.SystemTests.SelfUpdate;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>The agent's update of itself: a version that answers, and one that the guard takes back.</summary>
public abstract class FamilySelfUpdate<THost>(THost host) : IClassFixture<THost>
    where THost : FamilyHost
{
    private const string Package = "linux-patch-api";

    [Fact]
    [Trait("Shows", "An update of itself, and the way back")]
    public async Task The_agent_updates_itself_and_a_version_that_does_not_answer_is_replaced_by_the_previous_one()
    {
        await host.OfferAgentAsync(SelfUpdateHost.Next, SelfUpdateHost.Good);
        var job = (await ChangeOver.WatchAsync(host, await host.Client.JobAsync("PUT", $"/api/v1/packages/{Package}"))).Job;
        Assert.True(("completed", null) == (job.Text("status"), job.Text("error")), job.ToString());
        Assert.Equal(SelfUpdateHost.Next, (await host.Client.HealthAsync()).Text("version"));
        Assert.StartsWith(SelfUpdateHost.Next, await host.VersionAsync(Package), StringComparison.Ordinal);

        const string later = "9.0.0";
        await host.OfferAgentAsync(later, SelfUpdateHost.ExitsAtOnce);
        job = (await ChangeOver.WatchAsync(
            host, await host.Client.JobAsync("POST", "/api/v1/system/update", """{"restart_delay_seconds": 0}"""))).Job;
        Assert.True(("failed", "TIMEOUT") == (job.Text("status"), job.Text("error_code")), job.ToString());
        Assert.Contains($"version {SelfUpdateHost.Next}", job.Text("error"));
        Assert.Contains("runs now", job.Text("error"));
        Assert.Equal(SelfUpdateHost.Next, (await host.Client.HealthAsync()).Text("version"));
        Assert.StartsWith(SelfUpdateHost.Next, await host.VersionAsync(Package), StringComparison.Ordinal);
        Assert.Equal("restored", (await host.Client.GetAsync("/api/v1/system/update/status")).Expect(200).Data.Text("status"));
    }
}

/// <summary>The way back is a package made of the installed files.</summary>
public sealed class Debian13SelfUpdateTests(Debian13Host host) : FamilySelfUpdate<Debian13Host>(host);

/// <summary>The way back comes from the repository, which offers the previous version too.</summary>
public sealed class El9SelfUpdateTests(El9Host host) : FamilySelfUpdate<El9Host>(host);

/// <inheritdoc cref="El9SelfUpdateTests"/>
public sealed class FedoraSelfUpdateTests(FedoraHost host) : FamilySelfUpdate<FedoraHost>(host);

/// <summary>The way back is the file in pacman's cache.</summary>
public sealed class ArchSelfUpdateTests(ArchHost host) : FamilySelfUpdate<ArchHost>(host);
