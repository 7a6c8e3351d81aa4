using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Packages.Planning;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Caches;

public sealed class FreshnessTests : IDisposable
{
    private readonly PlannerBench _bench = new();
    private readonly Freshness _freshness;

    public FreshnessTests()
    {
        _bench.Install("web=1");
        _freshness = new Freshness(_bench.Patches, _bench.Refresher, () => TimeSpan.FromHours(1), _bench.Clock);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Case23_What_is_young_enough_is_not_fetched_and_what_is_older_is_once()
    {
        Assert.Null(await FreshAsync(TimeSpan.Zero));
        _bench.Clock.Advance(TimeSpan.FromSeconds(120));
        Assert.Null(await FreshAsync(TimeSpan.FromSeconds(120)));
        Assert.Equal(1, _bench.Backend.Refreshes);
        _bench.Backend.Updates.Add(Inventories.Update("web"));
        _bench.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await FreshAsync(TimeSpan.FromSeconds(120)));
        Assert.Equal(2, _bench.Backend.Refreshes);
        Assert.Equal("web", Assert.Single(_bench.Patches.Latest!.Updates).Name);
    }

    [Fact]
    public async Task Case23_One_refresh_after_the_other_is_not_had()
    {
        Assert.Null(await FreshAsync(TimeSpan.Zero));
        _bench.Clock.Advance(PackageLimits.RefreshPause);
        Assert.Null(await FreshAsync(TimeSpan.Zero));
        Assert.Equal(1, _bench.Backend.Refreshes);
        _bench.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await FreshAsync(TimeSpan.Zero));
        Assert.Equal(2, _bench.Backend.Refreshes);
    }

    [Fact]
    public async Task Case23_The_wait_is_bounded_and_then_the_age_is_the_truth()
    {
        var end = new TaskCompletionSource<PackageFailure?>();
        _bench.Backend.Refresh = _ => end.Task;
        var asked = _bench.Clock.GetUtcNow();
        var fresh = FreshAsync(TimeSpan.Zero);
        await Eventually.TrueAsync(() => _bench.Backend.Refreshes == 1, "the refresh");
        Assert.False(fresh.IsCompleted);
        _bench.Clock.Advance(PackageLimits.RefreshWait);
        Assert.Equal(JobErrorCode.CacheRefreshError, (await Eventually.SoonAsync(fresh))!.Code);
        Assert.True(_freshness.IsOlderThan(TimeSpan.FromDays(1), asked));
        end.SetResult(null);
        await Eventually.TrueAsync(() => !_freshness.IsOlderThan(TimeSpan.Zero, asked), "the refresh that went on");
    }

    /// <summary>PackageKit counts a refresh that left a repository out.</summary>
    [Fact]
    public async Task Case23_A_refresh_that_failed_in_part_makes_nothing_fresh_whatever_age_the_package_manager_tells()
    {
        var down = new PackageFailure(JobErrorCode.CacheRefreshError, "E: copr: left out", Retryable: true);
        _bench.Backend.Age = TimeSpan.Zero;
        await _bench.Patches.ReadAsync(CancellationToken.None);
        _bench.Clock.Advance(PackageLimits.RefreshPause + TimeSpan.FromTicks(1));
        _bench.Backend.Refresh = _ => Task.FromResult<PackageFailure?>(down);
        Assert.Equal(down, await FreshAsync(TimeSpan.Zero));
        await _bench.Patches.ReadAsync(CancellationToken.None);
        Assert.Equal(down, await FreshAsync(TimeSpan.Zero));
        Assert.Equal(1, _bench.Backend.Refreshes);

        _bench.Clock.Advance(PackageLimits.RefreshPause + TimeSpan.FromTicks(1));
        await _bench.Patches.ReadAsync(CancellationToken.None);
        _bench.Backend.Refresh = _ => Task.FromResult<PackageFailure?>(null);
        Assert.Null(await FreshAsync(TimeSpan.Zero));
        Assert.Equal(2, _bench.Backend.Refreshes);
    }

    [Fact]
    public async Task Case23_A_refresh_that_fails_is_told()
    {
        var down = new PackageFailure(JobErrorCode.NetworkError, "no route", Retryable: true);
        _bench.Backend.Refresh = _ => Task.FromResult<PackageFailure?>(down);
        Assert.Equal(down, await FreshAsync(TimeSpan.Zero));
    }

    private Task<PackageFailure?> FreshAsync(TimeSpan age) => _freshness.FreshAsync(age, CancellationToken.None);
}
