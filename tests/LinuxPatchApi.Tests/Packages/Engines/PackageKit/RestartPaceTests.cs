using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Engines.PackageKit;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Engines.PackageKit;

public sealed class RestartPaceTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Restarts_of_packagekitd_are_kept_apart()
    {
        var pace = new RestartPace(_time);
        await pace.NextAsync(CancellationToken.None);
        var second = pace.NextAsync(CancellationToken.None);
        _time.Advance(PackageLimits.RenewPause - Tick);
        Assert.False(second.IsCompleted);
        _time.Advance(Tick);
        await second;

        _time.Advance(PackageLimits.RenewPause);
        Assert.True(pace.NextAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    /// <summary>Origin: DefaultStartLimitBurst and DefaultStartLimitIntervalSec of systemd-system.conf(5).</summary>
    [Fact]
    public void Systemd_lets_more_restarts_through_than_the_agent_makes() =>
        Assert.True(TimeSpan.FromSeconds(10) / PackageLimits.RenewPause + 1 < 5);
}
