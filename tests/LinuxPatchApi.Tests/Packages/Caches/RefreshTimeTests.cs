using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Tests.Packages.Planning;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Caches;

/// <summary>The time of the last refresh, whoever asks and however PackageKit counts.</summary>
public sealed class RefreshTimeTests : IDisposable
{
    private readonly PlannerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    /// <summary>PackageKit counts whole seconds since the last refresh, and starts a new count when its own record is lost.</summary>
    [Theory]
    [InlineData(0.4, 11)]
    [InlineData(1, 12)]
    [InlineData(60, 7200)]
    public async Task Time_of_the_last_refresh_never_goes_back(double later, int age)
    {
        _bench.Backend.Age = TimeSpan.FromSeconds(10);
        await _bench.Patches.ReadAsync(CancellationToken.None);
        var first = _bench.Patches.MetadataRefreshedAt;
        Assert.Equal(_bench.Clock.GetUtcNow() - TimeSpan.FromSeconds(10), first);
        _bench.Clock.Advance(TimeSpan.FromSeconds(later));
        _bench.Backend.Age = TimeSpan.FromSeconds(age);
        await _bench.Patches.ReadAsync(CancellationToken.None);
        Assert.Equal(first, _bench.Patches.MetadataRefreshedAt);
        _bench.Backend.Age = TimeSpan.FromSeconds(later / 2);
        await _bench.Patches.ReadAsync(CancellationToken.None);
        Assert.Equal(_bench.Clock.GetUtcNow() - TimeSpan.FromSeconds(later / 2), _bench.Patches.MetadataRefreshedAt);
    }

    /// <summary>The clock was ahead, and is right again.</summary>
    [Fact]
    public async Task A_refresh_in_the_future_is_none()
    {
        var clock = new SettableTime(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        using var directory = new TemporaryDirectory();
        var cache = Cache(new MetadataRefresher(_bench.Backend, clock), clock, directory);
        _bench.Backend.Age = TimeSpan.FromMinutes(1);
        await cache.ReadAsync(CancellationToken.None);
        Assert.Equal(clock.Now - TimeSpan.FromMinutes(1), cache.MetadataRefreshedAt);
        clock.Now -= TimeSpan.FromHours(1);
        Assert.Null(cache.MetadataRefreshedAt);
        _bench.Backend.Age = TimeSpan.FromMinutes(5);
        await cache.ReadAsync(CancellationToken.None);
        Assert.Equal(clock.Now - TimeSpan.FromMinutes(5), cache.MetadataRefreshedAt);
    }

    /// <summary>The agent refreshed itself while the clock was a day ahead; NTP then set it right.</summary>
    [Fact]
    public async Task Case23_A_clock_that_is_set_back_keeps_no_refresh_from_being_made()
    {
        var clock = new SettableTime(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        using var directory = new TemporaryDirectory();
        var refresher = new MetadataRefresher(_bench.Backend, clock);
        var cache = Cache(refresher, clock, directory);
        var freshness = new Freshness(cache, refresher, () => TimeSpan.FromHours(1), clock);
        _bench.Backend.Age = TimeSpan.Zero;
        Assert.Null(await freshness.FreshAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(clock.Now, cache.MetadataRefreshedAt);

        clock.Now -= TimeSpan.FromDays(1);
        _bench.Backend.Age = null;
        Assert.Equal((true, "unknown", null), (freshness.IsStale, freshness.WireName, cache.MetadataRefreshedAt));
        clock.Now += TimeSpan.FromDays(2);
        Assert.Null(cache.MetadataRefreshedAt); // Nor does it come true when the clock gets there.
        clock.Now -= TimeSpan.FromDays(2);
        Assert.Null(await freshness.FreshAsync(TimeSpan.FromDays(365), CancellationToken.None));
        Assert.Equal((2, clock.Now), (_bench.Backend.Refreshes, cache.MetadataRefreshedAt!.Value));
    }

    /// <summary>A refresh fails while the stamp of another program lies in the future.</summary>
    [Fact]
    public async Task Case13_A_failure_is_hidden_by_no_refresh_of_the_future()
    {
        var clock = new SettableTime(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        var down = new LinuxPatchApi.Packages.Model.PackageFailure(
            LinuxPatchApi.Jobs.Model.JobErrorCode.NetworkError, "no route", Retryable: true);
        _bench.Backend.Refresh = _ => Task.FromResult<LinuxPatchApi.Packages.Model.PackageFailure?>(down);
        var refresher = new MetadataRefresher(_bench.Backend, clock) { LookedAt = () => clock.Now.AddDays(1) };
        await refresher.RefreshAsync(null, CancellationToken.None);
        Assert.Equal(down, refresher.LastFailure);
    }

    /// <summary>PackageKit's dnf backends report success when a repository could not be fetched that may be skipped.</summary>
    [Fact]
    public async Task Case13_A_repository_that_a_successful_refresh_left_out_is_named_and_the_list_is_no_newer()
    {
        var clock = new SettableTime(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        IReadOnlyList<string> leftOut = ["copr", "epel"];
        var refresher = new MetadataRefresher(_bench.Backend, clock) { LeftOut = () => leftOut };
        using var directory = new TemporaryDirectory();
        DateTimeOffset? dataAt = clock.Now.AddHours(-3);
        _bench.Backend.Age = TimeSpan.FromHours(2);
        var cache = Cache(refresher, clock, directory, () => dataAt);
        var freshness = new Freshness(cache, refresher, () => TimeSpan.FromHours(6), clock);
        await cache.ReadAsync(CancellationToken.None);
        Assert.Equal((clock.Now.AddHours(-3), false), (cache.MetadataRefreshedAt!.Value, freshness.IsStale)); // The oldest data count.

        // PackageKit counts its refresh as one, and has taken the data of the two away.
        (dataAt, _bench.Backend.Age) = (DateTimeOffset.MinValue, TimeSpan.Zero);
        var failure = await refresher.RefreshAsync(null, CancellationToken.None);
        Assert.Equal(
            "copr: could not be fetched, and the package manager left it out\nepel: could not be fetched, and the package manager "
                + "left it out",
            failure!.Message);
        Assert.Equal((failure, null), (refresher.LastFailure, refresher.RefreshedAt));
        await cache.ReadAsync(CancellationToken.None);
        Assert.Equal(clock.Now.AddHours(-3), cache.MetadataRefreshedAt);
        Assert.True(freshness.IsStale);
        Assert.True(freshness.IsOlderThan(TimeSpan.FromDays(1), clock.Now));
        Assert.Equal(failure, await freshness.FreshAsync(TimeSpan.FromDays(1), CancellationToken.None));
        Assert.Equal(1, _bench.Backend.Refreshes); // One refresh after the other is not had.
        leftOut = [];
        Assert.Null(await refresher.RefreshAsync(null, CancellationToken.None));
        Assert.Equal((null, clock.Now), (refresher.LastFailure, refresher.RefreshedAt!.Value));
        Assert.Equal((clock.Now, false), (cache.MetadataRefreshedAt!.Value, freshness.IsStale));
    }

    /// <summary>The suite of updates has overtaken the one for security: a host that has neither lacks the fix.</summary>
    [Theory]
    [InlineData("web=1", true, false)]
    [InlineData("web=1", true, true)]
    [InlineData("web=2", false, false)]
    [InlineData("web=1!hold", true, true)]
    public async Task Case07_An_update_over_a_security_update_that_the_host_never_had_is_one(
        string installed, bool isSecurity, bool isHidden)
    {
        Index("stable-security", "Package: web\nVersion: 2\nArchitecture: amd64\n");
        Index("stable-updates", "Package: web\nVersion: 3\nArchitecture: amd64\n" + (isHidden ? "Depends: libmissing\n" : ""));
        _bench.Install(installed);
        if (isHidden)
        {
            _bench.Offer("web=3");
        }
        else
        {
            _bench.Backend.Updates.Add(Inventories.Update("web", "3"));
        }

        await _bench.Patches.ReadAsync(CancellationToken.None);
        var update = Assert.Single(_bench.Patches.Latest!.Updates);
        Assert.Equal(("3", isSecurity, isHidden), (update.Version, update.Security, update.Blocked is not null));
    }

    private UpdateCache Cache(
        MetadataRefresher refresher, TimeProvider clock, TemporaryDirectory directory, Func<DateTimeOffset?>? dataAt = null) => new(
            _bench.Backend,
            new InstalledCache(_bench.Source),
            null,
            null,
            _bench.Source,
            new DetailStore(directory.File("d"), (_, _) => { }, clock),
            refresher,
            clock,
            TestLog.Of<UpdateCache>())
        { Versions = DebianVersion.Order, DataAt = dataAt };

    private void Index(string suite, string packages)
    {
        File.WriteAllText(Path.Combine(_bench.Paths.Lists, $"h_dists_{suite}_main_binary-amd64_Packages"), packages);
        File.WriteAllText(Path.Combine(_bench.Paths.Lists, $"h_dists_{suite}_InRelease"), $"Origin: Debian\nSuite: {suite}\n");
    }

    private sealed class SettableTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
