using LinuxPatchApi.Checks;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories;
using LinuxPatchApi.Tests.Packages.Planning;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Repositories;

/// <summary>apt reports a refresh as a success that could write no index.</summary>
public sealed class RefreshEvidenceTests : IDisposable
{
    private const string Lists = "/var/lib/apt/lists";
    private static readonly ReleaseFacts Release = new("o", "l", "s", "c", null, null, null);
    private readonly PlannerBench _bench = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly Known _known = new();
    private long? _free = 0;
    private bool _isEmpty = true;
    private string _options = "rw";

    public void Dispose()
    {
        _bench.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("rw", 0, "DiskFull", "the file system /var/lib/apt/lists, which holds /var/lib/apt/lists, is full (0 bytes are free)")]
    [InlineData("ro", 1 << 30, "ReadOnly", "the file system /var/lib/apt/lists, which holds /var/lib/apt/lists, is read-only")]
    [InlineData("rw", 1 << 30, "CacheRefreshError", "http://a stable: could not be fetched, and the package manager left it out")]
    [InlineData("rw", null, "CacheRefreshError", "http://a stable: could not be fetched, and the package manager left it out")]
    public async Task Case57_A_refresh_that_left_no_index_fails_and_nothing_is_called_fresh(
        string options, int? free, string code, string words)
    {
        (_options, _free) = (options, free);
        _known.All = [Repository("http://a stable"), Repository("http://a security")];
        var (refresher, cache, freshness) = Open();
        _bench.Backend.Age = TimeSpan.Zero; // PackageKit counts it as one.
        var failure = await freshness.FreshAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.Equal((code, failure), (failure!.Code.ToString(), refresher.LastFailure));
        Assert.StartsWith(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains("\nhttp://a security: could not be fetched", failure.Message, StringComparison.Ordinal);
        await cache.ReadAsync(CancellationToken.None);
        Assert.Equal(("failed", true, null), (freshness.WireName, freshness.IsStale, freshness.RefreshedAt));
        Assert.True(freshness.IsOlderThan(TimeSpan.FromDays(365), _bench.Clock.GetUtcNow()));

        (_options, _free, _known.All) = ("rw", 1 << 30, [Repository("a", hasIndex: true), Repository("b", release: Release)]);
        _bench.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await freshness.FreshAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(("fresh", false, _bench.Clock.GetUtcNow()), (freshness.WireName, freshness.IsStale, freshness.RefreshedAt));
    }

    /// <summary>An option of apt that the agent does not know gives the files other names.</summary>
    [Fact]
    public async Task Case57_Files_under_unforeseen_names_are_no_missing_ones()
    {
        (_free, _isEmpty) = (1 << 30, false);
        _known.All = [Repository("a"), Repository("b")];
        Assert.Null(await Open().Refresher.RefreshAsync(null, CancellationToken.None));
    }

    /// <summary>One of another architecture has none by right, and one on a full file system lacks the space.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1 << 30, false)]
    public async Task Case57_A_repository_with_no_more_than_its_release_was_left_out_where_nothing_can_be_written(
        int free, bool isFailed)
    {
        _free = free;
        _known.All = [Repository("a", hasIndex: true, release: Release), Repository("b", release: Release)];
        var failure = await Open().Refresher.RefreshAsync(null, CancellationToken.None);
        Assert.Equal(isFailed, failure is { Code: JobErrorCode.DiskFull });
        Assert.Equal(isFailed, failure is not null);
    }

    /// <summary>No message of the package manager names the cause, and the file system does.</summary>
    [Theory]
    [InlineData("CacheRefreshError", "DiskFull")]
    [InlineData("Locked", "Locked")]
    [InlineData("SignatureError", "SignatureError")]
    public async Task Case57_A_refresh_that_failed_on_a_full_file_system_failed_for_that(string told, string code)
    {
        _known.All = [Repository("a", hasIndex: true)];
        _bench.Backend.Refresh = _ =>
            Task.FromResult<PackageFailure?>(new(Enum.Parse<JobErrorCode>(told), "E: odd", Retryable: told == "Locked"));
        Assert.Equal(code, (await Open().Refresher.RefreshAsync(null, CancellationToken.None))!.Code.ToString());
    }

    [Fact]
    public async Task Case18_Failure_does_not_outlive_the_repository_that_was_left_out()
    {
        _free = 1 << 30;
        _known.All = [Repository("a") with { WasRead = false }, Repository("b") with { WasRead = false }, Repository("c", hasIndex: true)];
        var refresher = Open().Refresher;
        await refresher.RefreshAsync(null, CancellationToken.None);
        Assert.Equal(2, refresher.LastFailure!.Message.Split('\n').Length);
        _known.All = [.. _known.All.Skip(1), Repository("new") with { WasRead = false }];
        Assert.StartsWith("b: ", refresher.LastFailure!.Message, StringComparison.Ordinal);
        Assert.Single(refresher.LastFailure!.Message.Split('\n'));
        _known.All = [Repository("c", hasIndex: true)];
        Assert.Null(refresher.LastFailure);
    }

    /// <summary>'apt-get update' by hand on the same full file system leaves its stamp too.</summary>
    [Fact]
    public async Task Case57_A_refresh_of_another_program_that_left_no_index_takes_no_failure_away()
    {
        _known.All = [Repository("a")];
        var refresher = Open(lookedAt: () => _bench.Clock.GetUtcNow()).Refresher;
        await refresher.RefreshAsync(null, CancellationToken.None);
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(refresher.LastFailure);
        _known.All = [Repository("a", hasIndex: true)];
        Assert.Null(refresher.LastFailure);
    }

    [Fact]
    public async Task Case57_A_list_without_any_repository_is_of_no_age_and_says_why()
    {
        (_free, _isEmpty, _known.All) = (1 << 30, false, []);
        var (refresher, cache, freshness) = Open();
        _bench.Backend.Age = TimeSpan.Zero;
        Assert.Null(await refresher.RefreshAsync(null, CancellationToken.None));
        await cache.ReadAsync(CancellationToken.None);
        Assert.Equal(("unknown", true), (freshness.WireName, freshness.IsStale));
        Assert.Contains(cache.ListWarnings, w => w.StartsWith("no enabled repository has usable data", StringComparison.Ordinal));
        var check = RepositoriesCheck.Judge([], null, refresher.RefreshedAt, _bench.Clock.GetUtcNow(), DebTerms.Instance);
        Assert.Equal((CheckStatus.Warning, 1), (check.Status, check.Reasons.Count));
    }

    [Fact]
    public void Case57_Where_the_repositories_or_the_place_are_unknown_nothing_is_claimed()
    {
        var evidence = new RefreshEvidence(null, null, () => new Mounts([]), _ => 0, _ => true);
        Assert.Equal((0, false, null), (evidence.LeftOut().Count, evidence.IsBlind(), evidence.Place()));
    }

    private (MetadataRefresher Refresher, UpdateCache Cache, Freshness Freshness) Open(Func<DateTimeOffset?>? lookedAt = null)
    {
        var evidence = new RefreshEvidence(
            _known,
            () => new WrittenPlaces("/var/cache/apt/archives", null, Lists),
            () => new Mounts(["1 0 8:1 / / rw - ext4 /dev/sda1 rw", $"2 1 0:9 / {Lists} rw - tmpfs t {_options},size=40k"]),
            path => path == Lists ? _free : 1L << 40,
            _ => _isEmpty);
        var refresher = new MetadataRefresher(_bench.Backend, _bench.Clock)
        {
            LeftOut = evidence.LeftOut,
            Place = evidence.Place,
            LookedAt = lookedAt,
        };
        var cache = new UpdateCache(
            _bench.Backend,
            new InstalledCache(_bench.Source),
            null,
            null,
            _bench.Source,
            new DetailStore(_directory.File("d"), (_, _) => { }, _bench.Clock),
            refresher,
            _bench.Clock,
            TestLog.Of<UpdateCache>())
        {
            Versions = DebianVersion.Order,
            IsBlind = evidence.IsBlind,
        };
        return (refresher, cache, new Freshness(cache, refresher, () => TimeSpan.FromHours(1), _bench.Clock));
    }

    private static ConfiguredRepository Repository(string name, bool hasIndex = false, ReleaseFacts? release = null) =>
        new(name, release, hasIndex) { IsNamedIn = line => line.Contains(name, StringComparison.Ordinal) };

    private sealed class Known : IRepositories
    {
        public IReadOnlyList<ConfiguredRepository> All { get; set; } = [];

        public IReadOnlyList<ConfiguredRepository>? Read() => All;
    }
}
