using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Caches;

/// <summary>The background reader with a package manager that the test plays.</summary>
public sealed class UpdateCacheTests : IDisposable
{
    private static readonly PackageFailure Down = new(JobErrorCode.BackendUnavailable, "down", Retryable: true);
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeEngine _backend = new();
    private readonly FakeInstalledSource _source = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly MetadataRefresher _refresher;
    private readonly DetailStore _details;
    private readonly UpdateCache _cache;

    public UpdateCacheTests()
    {
        _refresher = new MetadataRefresher(_backend, _clock);
        _details = new DetailStore(_directory.File("d"), (_, _) => { }, _clock);
        var indexes = new AptIndexes(new DpkgPaths(_directory.Path));
        _cache = new UpdateCache(
            _backend, new InstalledCache(_source), indexes, new AptMonitor(new DpkgPaths(_directory.Path), _clock), _source, _details,
                _refresher, _clock, TestLog.Of<UpdateCache>())
        { Versions = DebianVersion.Order };
    }

    public void Dispose()
    {
        _shutdown.Cancel();
        _shutdown.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task First_reading_begins_by_itself_and_a_signal_makes_another_after_the_burst()
    {
        _backend.Updates.Add(Inventories.Update("web"));
        await BeginAsync();
        Assert.Equal("web", Assert.Single(_cache.Latest!.Updates).Name);

        _backend.Updates.Add(Inventories.Update("other"));
        _backend.Changed!();
        _backend.Changed!();
        await NextReadingAsync(2);
        Assert.Equal(2, _cache.Latest.Updates.Count);
        _clock.Advance(PackageLimits.ChangeSettle);
        Assert.Equal(2, _backend.UpdatesAsked);
    }

    [Fact]
    public async Task Nothing_is_read_while_nothing_changes()
    {
        await BeginAsync();
        for (var i = 0; i < 48; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(30));
            await _cache.ForRequestAsync(CancellationToken.None);
        }
        Assert.Equal(1, _backend.UpdatesAsked);
    }

    [Fact]
    public async Task Package_database_that_changed_on_disk_makes_the_list_outdated_and_read_again()
    {
        await BeginAsync();
        Assert.False(_cache.IsOutdated);
        _source.Mark = new DatabaseStamp(2, 2);
        Assert.True(_cache.IsOutdated);
        await _cache.ForRequestAsync(CancellationToken.None);
        await NextReadingAsync(2);
        Assert.False(_cache.IsOutdated);
    }

    [Fact]
    public async Task Failed_reading_is_told_and_tried_again_after_its_time()
    {
        _backend.Failure = Down;
        _ = _cache.RunAsync(_shutdown.Token);
        await Eventually.TrueAsync(() => _cache.LastFailure == Down, "the failure");
        Assert.Null(_cache.Latest);
        _backend.Failure = null;
        await AdvanceUntilAsync(() => _cache.Latest is not null, PackageLimits.RetryAfterFailure);
        Assert.Null(_cache.LastFailure);
    }

    [Fact]
    public async Task Reading_that_ran_out_of_time_is_tried_again()
    {
        _backend.ThrowOnce = new OperationCanceledException();
        _ = _cache.RunAsync(_shutdown.Token);
        await Eventually.TrueAsync(() => _backend.UpdatesAsked == 1, "the first question");
        await AdvanceUntilAsync(() => _cache.Latest is not null, PackageLimits.RetryAfterFailure);
    }

    [Fact]
    public async Task Case57_Failed_reading_keeps_the_previous_list_and_says_that_it_is_one()
    {
        _backend.Updates.Add(Inventories.Update("web"));
        await BeginAsync();
        Assert.False(_cache.IsOutdated);
        _backend.Failure = Down;
        Assert.Equal(Down, (await _cache.ReadAsync(CancellationToken.None)).Failure);
        Assert.True(_cache.IsOutdated);
        Assert.Contains(_cache.ListWarnings, w => w.EndsWith("the latest failed: down", StringComparison.Ordinal));
        Assert.Single(_cache.Latest!.Updates);
        Assert.Single((await _cache.ForRequestAsync(CancellationToken.None)).Value.Updates);
    }

    [Fact]
    public async Task Request_without_any_reading_makes_one()
    {
        _backend.Updates.Add(Inventories.Update("web"));
        Assert.Single((await _cache.ForRequestAsync(CancellationToken.None)).Value.Updates);
        Assert.Equal(_clock.GetUtcNow(), _cache.Latest!.GeneratedAt);
    }

    [Fact]
    public async Task Request_during_the_first_reading_gets_what_that_finds_and_asks_no_second_time()
    {
        var mayCome = new TaskCompletionSource();
        _backend.UpdatesMayCome = mayCome.Task;
        _backend.Updates.Add(Inventories.Update("web"));
        _ = _cache.RunAsync(_shutdown.Token);
        await Eventually.TrueAsync(() => _backend.UpdatesAsked == 1, "the first question");
        var request = _cache.ForRequestAsync(CancellationToken.None);
        mayCome.SetResult();
        Assert.Single((await request).Value.Updates);
        Assert.Equal(1, _backend.UpdatesAsked);
    }

    [Fact]
    public async Task Held_package_that_the_package_manager_hides_is_shown_as_held()
    {
        _source.Answer = Inventories.Of("web=1!hold", "other=1!hold");
        _backend.Updates.Add(Inventories.Update("other"));
        _backend.Offered.Add(new AvailablePackage("web;3;amd64;r", "web", "amd64", "3", "r", ""));
        await BeginAsync();
        Assert.Equal(["other 2 True", "web 3 True"], _cache.Latest!.Updates.Select(u => $"{u.Name} {u.Version} {u.Held}"));
        Assert.Equal(["web"], _backend.ResolvedNames);
    }

    [Fact]
    public async Task Case07_A_security_update_that_cannot_go_in_is_listed_with_its_reason()
    {
        Indexed("stable-security", "Package: web\nVersion: 2\nArchitecture: amd64\nDepends: libmissing (>= 3)\n");
        _source.Answer = Inventories.Of("web=1", "dpkg=1");
        _backend.Offered.Add(new AvailablePackage("web;2;amd64;r", "web", "amd64", "2", "r", ""));
        await BeginAsync();
        var update = Assert.Single(_cache.Latest!.Updates);
        Assert.Equal(("2", true, "security", false), (update.Version, update.Security, update.Kind, update.Held));
        Assert.Equal(("conflicts", "needs libmissing (>= 3), which no configured repository offers"),
            (update.Blocked!.WireName, update.Blocked.Detail));
        Assert.Equal(
            "a security update cannot go in: web 2 (conflicts: needs libmissing (>= 3), which no configured repository offers)",
                BlockedSecurity.Problem(_cache.Latest));
    }

    [Fact]
    public async Task Case07_A_held_update_from_the_security_suite_is_a_security_update()
    {
        Indexed("stable-security", "Package: web\nVersion: 2\nArchitecture: amd64\n");
        _source.Answer = Inventories.Of("web=1!hold", "dpkg=1");
        _backend.Offered.Add(new AvailablePackage("web;2;amd64;r", "web", "amd64", "2", "r", ""));
        await BeginAsync();
        var update = Assert.Single(_cache.Latest!.Updates);
        Assert.Equal((true, true, "held"), (update.Security, update.Held, update.Blocked!.WireName));
        Assert.Null(BlockedSecurity.Problem(_cache.Latest));
    }

    [Fact]
    public async Task Case11_A_version_that_the_preferences_rank_below_the_installed_one_is_no_update()
    {
        Indexed("experimental", "Package: web\nVersion: 2\nArchitecture: amd64\n");
        _source.Answer = Inventories.Of("web=1", "dpkg=1");
        _backend.Offered.Add(new AvailablePackage("web;1;amd64;r", "web", "amd64", "1", "r", ""));
        await BeginAsync();
        Assert.Empty(_cache.Latest!.Updates);
    }

    [Fact]
    public async Task Case09_A_row_that_the_package_manager_calls_blocked_is_phased_and_never_an_update_to_the_same_version()
    {
        Indexed("stable", "Package: web\nVersion: 2\nArchitecture: amd64\nPhased-Update-Percentage: 0\n");
        _source.Answer = Inventories.Of("web=1", "lib=1", "dpkg=1");
        _backend.Offered.Add(new AvailablePackage("web;2;amd64;r", "web", "amd64", "2", "r", ""));
        _backend.Updates.Add(Inventories.Update("web", "1") with { Blocked = new Blocked(BlockKind.Unknown, "") });
        _backend.Updates.Add(Inventories.Update("lib", "1") with { Blocked = new Blocked(BlockKind.Unknown, "") });
        await BeginAsync();
        var update = Assert.Single(_cache.Latest!.Updates);
        Assert.Equal(("web", "2", false, "phased"), (update.Name, update.Version, update.Held, update.Blocked!.WireName));
    }

    [Fact]
    public async Task Case14_A_held_package_that_moves_to_another_architecture_stays_in_the_list()
    {
        _source.Answer = Inventories.Of("web=1/all!hold", "dpkg=1");
        _backend.Offered.Add(new AvailablePackage("web;2;amd64;r", "web", "amd64", "2", "r", ""));
        await BeginAsync();
        Assert.Equal(("amd64", true), (Assert.Single(_cache.Latest!.Updates).Architecture, _cache.Latest.Updates[0].Held));
    }

    private void Indexed(string suite, string packages)
    {
        var paths = new DpkgPaths(_directory.Path);
        Directory.CreateDirectory(paths.Lists);
        Directory.CreateDirectory(Path.GetDirectoryName(paths.Status)!);
        File.WriteAllText(paths.Status, "");
        File.WriteAllText(Path.Combine(paths.Lists, $"h_dists_{suite}_main_binary-amd64_Packages"), packages);
        File.WriteAllText(Path.Combine(paths.Lists, $"h_dists_{suite}_InRelease"), $"Origin: Debian\nSuite: {suite}\n");
    }

    [Fact]
    public async Task Details_follow_in_batches_and_are_asked_for_once()
    {
        var asked = new List<int>();
        _backend.Updates.AddRange(Enumerable.Range(0, PackageLimits.DetailBatch + 1).Select(i => Inventories.Update($"p{i}")));
        _backend.Details = ids =>
        {
            asked.Add(ids.Count);
            return PackageResult<IReadOnlyList<UpdateDetail>>.Of(
                [.. ids.Select(id => new UpdateDetail(id, "text", "", [], [], [], "system", null))]);
        };
        await BeginAsync();
        await Eventually.TrueAsync(() => _cache.Latest!.Details.Count == PackageLimits.DetailBatch + 1, "all details");
        Assert.Equal("system", _cache.Latest!.RestartOf(_cache.Latest.Updates[0]));
        _backend.Changed!();
        await NextReadingAsync(2);
        Assert.Equal([PackageLimits.DetailBatch, 1], asked);
    }

    [Fact]
    public async Task Details_of_a_reading_that_a_newer_one_overtakes_are_not_lost()
    {
        _backend.Updates.Add(Inventories.Update("p"));
        _backend.Details = ids =>
        {
            // A request reads while the background fetches; the fake answers at once.
            Assert.True(_cache.ReadAsync(CancellationToken.None).IsCompletedSuccessfully);
            return PackageResult<IReadOnlyList<UpdateDetail>>.Of(
                [.. ids.Select(id => new UpdateDetail(id, "text", "", [], [], [], "system", null))]);
        };
        await BeginAsync();
        await Eventually.TrueAsync(() => _cache.Latest!.Details.Count == 1, "the details");
    }

    [Fact]
    public async Task Age_of_the_metadata_is_the_younger_of_what_is_known()
    {
        _backend.Age = TimeSpan.FromHours(2);
        await BeginAsync();
        Assert.Equal(_clock.GetUtcNow() - TimeSpan.FromHours(2), _cache.MetadataRefreshedAt);
        await _refresher.RefreshAsync(null, CancellationToken.None);
        Assert.Equal(_clock.GetUtcNow(), _cache.MetadataRefreshedAt);
    }

    [Fact]
    public async Task Stale_knowledge_that_is_looked_at_is_refreshed_once_a_period()
    {
        var freshness = new Freshness(_cache, _refresher, () => TimeSpan.FromHours(1), _clock);
        Assert.Equal((true, "unknown"), (freshness.IsStale, freshness.WireName));
        freshness.RefreshIfStale();
        freshness.RefreshIfStale();
        await Eventually.TrueAsync(() => freshness.WireName == "fresh", "the refresh");
        Assert.Equal(1, _backend.Refreshes);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(freshness.IsStale);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((true, "stale"), (freshness.IsStale, freshness.WireName));
        _backend.Refresh = _ => Task.FromResult<PackageFailure?>(Down);
        freshness.RefreshIfStale();
        await Eventually.TrueAsync(() => freshness.WireName == "failed", "the failed refresh");
        freshness.RefreshIfStale();
        Assert.Equal(2, _backend.Refreshes);
    }

    [Fact]
    public async Task Refresh_that_failed_is_begun_again_a_minute_later_though_the_lists_are_not_stale()
    {
        var freshness = new Freshness(_cache, _refresher, () => TimeSpan.FromHours(1), _clock);
        Assert.Null(await _refresher.RefreshAsync(null, CancellationToken.None));
        _backend.Refresh = _ => Task.FromResult<PackageFailure?>(Down);
        Assert.Equal(Down, await _refresher.RefreshAsync(null, CancellationToken.None));
        _backend.Refresh = _ => Task.FromResult<PackageFailure?>(null);
        Assert.False(freshness.IsStale);

        _clock.Advance(PackageLimits.RefreshRetry);
        freshness.RefreshIfStale();
        Assert.Equal((2, "failed"), (_backend.Refreshes, freshness.WireName));
        _clock.Advance(TimeSpan.FromTicks(1));
        freshness.RefreshIfStale();
        await Eventually.TrueAsync(() => freshness.WireName == "fresh", "the second attempt");
        Assert.Equal(3, _backend.Refreshes);
    }

    [Fact]
    public async Task Refresh_is_shared_by_all_who_wait_and_outlives_one_who_gives_up()
    {
        var end = new TaskCompletionSource<PackageFailure?>();
        _backend.Refresh = _ => end.Task;
        using var impatient = new CancellationTokenSource();
        var first = _refresher.RefreshAsync(null, impatient.Token);
        var second = _refresher.RefreshAsync(null, CancellationToken.None);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(second.IsCompleted);
        end.SetResult(Down);
        Assert.Equal(Down, await Eventually.SoonAsync(second));
        Assert.Equal((1, Down, null), (_backend.Refreshes, _refresher.LastFailure, _refresher.RefreshedAt));
        _backend.Refresh = _ => Task.FromResult<PackageFailure?>(null);
        Assert.Null(await _refresher.RefreshAsync(null, CancellationToken.None));
        Assert.Equal((2, null, _clock.GetUtcNow()), (_backend.Refreshes, _refresher.LastFailure, _refresher.RefreshedAt));
    }

    [Fact]
    public async Task Refresh_has_a_deadline_of_its_own()
    {
        _backend.Refresh = async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token).ContinueWith(_ => { }, TaskScheduler.Default);
            return Down;
        };
        var refresh = _refresher.RefreshAsync(null, CancellationToken.None);
        await Eventually.TrueAsync(() => _backend.Refreshes == 1, "the refresh begins");
        Assert.False(refresh.IsCompleted);
        _clock.Advance(PackageLimits.RefreshDeadline);
        Assert.Equal(Down, await Eventually.SoonAsync(refresh));
    }

    [Theory]
    [InlineData("1", "2", true)]
    [InlineData("2", "2", false)]
    [InlineData("3", "2", false)]
    public void Held_package_has_an_update_when_a_newer_version_is_offered(string installed, string offered, bool expected)
    {
        AvailablePackage[] offers =
        [
            new("web;0;amd64;r", "web", "amd64", "0", "r", ""), new($"web;{offered};amd64;r", "web", "amd64", offered, "r", ""),
            new("web;9;i386;r", "web", "i386", "9", "r", ""),
        ];
        var inventory = Inventories.Of($"web={installed}!hold");
        var updates = HiddenUpdates.Of(inventory.Packages, offers, [], inventory, DebianVersion.Order).ToList();
        Assert.Equal(expected ? 1 : 0, updates.Count);
        Assert.All(updates, u =>
            Assert.Equal((offered, "unknown", "unknown", false, true), (u.Version, u.Kind, u.Severity, u.Security, u.Held)));
    }

    private async Task BeginAsync()
    {
        _ = _cache.RunAsync(_shutdown.Token);
        await Eventually.TrueAsync(() => _cache.Latest is not null, "the first reading");
    }

    private async Task NextReadingAsync(int asked)
    {
        var previous = _cache.Latest;
        await AdvanceUntilAsync(() => _backend.UpdatesAsked == asked && _cache.Latest != previous, PackageLimits.ChangeSettle);
    }

    /// <summary>The reader sets its timer on another thread: the clock moves on until it has gone off.</summary>
    private Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step) => Eventually.TrueAsync(
        () =>
        {
            if (condition())
            {
                return true;
            }
            _clock.Advance(step);
            return false;
        },
        "the next reading");
}
