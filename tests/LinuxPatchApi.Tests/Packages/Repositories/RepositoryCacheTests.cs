using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Metrics;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Families.Deb.Settings;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repositories;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Repositories;

public sealed class RepositoryCacheTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 8, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(Now);
    private readonly FakeEngine _engine = new();
    private readonly MetadataRefresher _refresher;
    private readonly DpkgPaths _paths;
    private DateTimeOffset? _lookedAt;

    public RepositoryCacheTests()
    {
        foreach (var folder in new[] { "var/lib/apt/lists/partial", "etc/apt/sources.list.d", "etc/apt/apt.conf.d" })
        {
            Directory.CreateDirectory(_directory.File(folder));
        }

        Write("etc/apt/sources.list", "deb http://m/debian bookworm main contrib\ndeb http://m/debian bookworm-updates main\n");
        Write("etc/apt/sources.list.d/o.sources", "Types: deb\nURIs: http://m/debian-other/\nSuites: ./\n");
        _paths = new DpkgPaths(_directory.Path);
        _refresher = new MetadataRefresher(_engine, _clock);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Case13_Each_repository_has_what_its_release_file_says()
    {
        Release("m_debian_dists_bookworm_InRelease",
            "Origin: Debian\nLabel: Debian\nSuite: stable\nCodename: bookworm\n"
            + "Date: Sun, 01 Mar 2026 12:00:00 UTC\nValid-Until: Sun, 08 Mar 2026 12:00:00 UTC\n",
            armoured: true);
        var known = Known();
        Assert.Equal(["http://m/debian bookworm", "http://m/debian bookworm-updates", "http://m/debian-other ./"],
            known.Select(r => r.Name));
        var release = known[0].Release!;
        Assert.Equal(("Debian", "Debian", "stable", "bookworm"), (release.Origin, release.Label, release.Suite, release.Codename));
        Assert.Equal((Now.AddDays(-7), Now), (release.Date!.Value, release.ValidUntil!.Value));
        Assert.Null(known[1].Release);

        Release("m_debian_dists_bookworm_InRelease", "Suite: oldstable\nDate: Mon, 02 Mar 2026 12:00:00 UTC\n", armoured: true);
        Assert.Equal(("oldstable", null), (Known()[0].Release!.Suite, Known()[0].Release!.ValidUntil));
    }

    [Theory]
    [InlineData("E: The repository 'http://m/debian bookworm-updates Release' no longer has a Release file.")]
    [InlineData("E: Failed to fetch http://m/debian/dists/bookworm-updates/InRelease  Unable to connect to m:80:")]
    [InlineData("E: Repository 'http://m/debian bookworm-updates InRelease' changed its 'Label' value from 'a' to 'b'")]
    [InlineData("E: Release file for http://m/debian/dists/bookworm-updates/InRelease is expired (invalid since 2d).")]
    [InlineData("W: GPG error: http://m/debian bookworm-updates InRelease: The following signatures were invalid: EXPKEYSIG 00 x")]
    public async Task Case13_Words_of_a_refresh_stand_with_their_repository_and_the_others_were_read(string words)
    {
        Release("m_debian_dists_bookworm_InRelease", "Suite: stable\n");
        Release("m_debian_dists_bookworm-updates_InRelease", "Suite: stable-updates\n");
        Release("m_debian-other_._Release", "Suite: other\n");
        _clock.SetUtcNow(DateTimeOffset.UtcNow.AddHours(1));
        _engine.Refresh = _ => Task.FromResult<PackageFailure?>(new PackageFailure(JobErrorCode.CacheRefreshError, words, Retryable: true));
        await _refresher.RefreshAsync(null, CancellationToken.None);
        var known = Known();
        Assert.Equal([0, 1, 0], known.Select(r => r.Messages.Count));
        Assert.Equal(_clock.GetUtcNow(), known[0].RefreshedAt);
        Assert.NotEqual(_clock.GetUtcNow(), known[1].RefreshedAt);

        var check = RepositoriesCheck.Judge(known, _refresher.LastFailure, null, Now, DebTerms.Instance);
        Assert.StartsWith("the last refresh of the repositories' indexes failed: " + words[3..], check.Reasons[0],
            StringComparison.Ordinal);
        Assert.Contains("http://m/debian bookworm-updates was last read at ", check.Problem, StringComparison.Ordinal);
    }

    /// <summary>The message stays with its repository after a restart, until a refresh by the agent or anybody else has read all.</summary>
    [Fact]
    public async Task Case13_After_a_restart_it_is_still_known_why_the_last_refresh_failed()
    {
        Release("m_debian_dists_bookworm_InRelease", "Suite: stable\n");
        Release("m_debian_dists_bookworm-updates_InRelease", "Suite: stable-updates\n");
        var file = new RefreshFile(_directory.File("last-refresh.json"), (path, bytes) => File.WriteAllBytes(path, bytes.ToArray()));
        const string Words = "E: Repository 'http://m/debian bookworm-updates InRelease' changed its 'Label' value from 'a' to 'b'";
        _engine.Refresh = _ => Task.FromResult<PackageFailure?>(
            new PackageFailure(JobErrorCode.CacheRefreshError, Words, Retryable: false));
        await new MetadataRefresher(_engine, _clock, file).RefreshAsync(null, CancellationToken.None);

        DateTimeOffset? looked = null;
        var next = new MetadataRefresher(_engine, _clock, file) { LookedAt = () => looked };
        Assert.Equal(
            (JobErrorCode.CacheRefreshError, Words, false),
            (next.LastFailure!.Code, next.LastFailure.Message, next.LastFailure.Retryable));
        var known = new RepositoryCache(new AptReleases(_paths), next, () => looked, DebTerms.Instance, _clock);
        Assert.Equal([0, 1, 0], known.Now()!.Select(r => r.Messages.Count));
        var check = RepositoriesCheck.Judge(known.Now(), next.LastFailure, next.RefreshedAt, _clock.GetUtcNow(), DebTerms.Instance);
        Assert.Equal(CheckStatus.Warning, check.Status);
        Assert.Contains("changed its 'Label' value", check.Problem, StringComparison.Ordinal);
        Assert.Contains("changed its 'Label' value", check.Reasons[0], StringComparison.Ordinal);

        looked = next.LastEnd;
        Assert.NotNull(next.LastFailure);
        looked += TimeSpan.FromSeconds(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(next.LastFailure);
        looked = null;
        _engine.Refresh = _ => Task.FromResult<PackageFailure?>(null);
        await next.RefreshAsync(null, CancellationToken.None);
        var third = new MetadataRefresher(_engine, _clock, file);
        Assert.Equal((null, _clock.GetUtcNow()), (third.LastFailure, third.RefreshedAt));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"code\":\"OF_ANOTHER_VERSION\",\"message\":\"x\"}")]
    public void Case13_A_record_that_cannot_be_read_is_none(string content)
    {
        File.WriteAllText(_directory.File("r.json"), content);
        Assert.Null(new MetadataRefresher(_engine, _clock, new RefreshFile(_directory.File("r.json"), (_, _) => { })).LastFailure);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Case13_What_is_kept_of_the_words_is_bounded(int more)
    {
        var words = new string('\u0001', LinuxPatchApi.Packages.PackageLimits.RefreshWords + more);
        var file = new RefreshFile(_directory.File("r.json"), (path, bytes) => File.WriteAllBytes(path, bytes.ToArray()));
        _engine.Refresh = _ => Task.FromResult<PackageFailure?>(new PackageFailure(JobErrorCode.NetworkError, words, Retryable: true));
        await new MetadataRefresher(_engine, _clock, file).RefreshAsync(null, CancellationToken.None);
        Assert.Equal(words.Length - more, file.Read()!.Failure!.Message.Length);
    }

    [Fact]
    public void Case13_A_refresh_of_a_clock_that_was_ahead_has_no_time()
    {
        var file = new RefreshFile(_directory.File("r.json"), (path, bytes) => File.WriteAllBytes(path, bytes.ToArray()));
        file.Write(RefreshRecord.Of(
            new PackageFailure(JobErrorCode.NetworkError, "no", Retryable: true), Now.AddSeconds(1), Now.AddSeconds(1)));
        var refresher = new MetadataRefresher(_engine, _clock, file);
        Assert.Equal((null, null, "no"), (refresher.LastEnd, refresher.RefreshedAt, refresher.LastFailure!.Message));
    }

    [Fact]
    public async Task Case13_Refresh_that_failed_for_the_host_read_none()
    {
        Release("m_debian_dists_bookworm_InRelease", "Suite: stable\n");
        _clock.SetUtcNow(DateTimeOffset.UtcNow.AddHours(1));
        _engine.Refresh = _ =>
            Task.FromResult<PackageFailure?>(
                new PackageFailure(JobErrorCode.Locked, "E: Could not get lock, http://m/debian bookworm", Retryable: true));
        await _refresher.RefreshAsync(null, CancellationToken.None);
        Assert.All(Known(), r => Assert.NotEqual(_clock.GetUtcNow(), r.RefreshedAt));
    }

    [Theory]
    [InlineData(0, "stands", null)]
    [InlineData(5.2, "stands", null)]
    [InlineData(5.3, "unread", null)]
    [InlineData(5.3, "stands", "is valid until 2026-03-15T12:00:00Z only")]
    [InlineData(7, "unread", "was valid until 2026-03-15T12:00:00Z")]
    [InlineData(-1, "stands", "not valid before 2026-03-08T12:00:00Z")]
    public void Case13_Dates_are_told_before_the_package_manager_refuses(double days, string look, string? expected)
    {
        var now = Now.AddDays(days);
        var state = State(new ReleaseFacts("o", "l", "s", "c", Now, Now.AddDays(7), Now), look == "stands" ? now : null);
        var problem = RepositoryProblem.Of(state, now, DebTerms.Instance);
        Assert.Equal(expected is null, problem is null);
        Assert.Contains(expected ?? "", problem?.Text ?? "", StringComparison.Ordinal);
        var check = RepositoriesCheck.Judge([state], null, null, now, DebTerms.Instance);
        Assert.Equal(expected is null ? CheckStatus.Ok : CheckStatus.Warning, check.Status);
        Assert.Equal(expected is null ? 0 : 1, check.Reasons.Count);
    }

    [Fact]
    public void Case13_Repository_without_an_index_is_told()
    {
        Assert.Contains("there is no index of it", RepositoryProblem.Of(State(null, null), Now, DebTerms.Instance)!.Text,
            StringComparison.Ordinal);
        Assert.Null(RepositoryProblem.Of(State(null, null) with { HasIndex = true }, Now, DebTerms.Instance));
        Assert.Equal([false, false, false], Known().Select(r => r.HasIndex));
        Write("var/lib/apt/lists/m_debian_dists_bookworm_contrib_binary-amd64_Packages.lz4", "");
        Assert.Equal([true, false, false], Known().Select(r => r.HasIndex));
    }

    /// <summary>The calendar ends in the year 9999, and neither apt nor a person's number knows.</summary>
    [Theory]
    [InlineData("08 Mar 2026 12:00:00", "[valid-until-min=999999999999]")]
    [InlineData("08 Mar 2026 12:00:00", "[valid-until-min=9223372036854775807 valid-until-max=9223372036854775807]")]
    [InlineData("31 Dec 9999 23:59:59", "[valid-until-min=86400]")]
    public void Case13_A_validity_without_end_is_the_end_of_the_calendar(string date, string options)
    {
        Write("etc/apt/sources.list", $"deb {options} http://m/debian bookworm main\n");
        Release("m_debian_dists_bookworm_InRelease", $"Date: Sun, {date} UTC\nValid-Until: Sun, 15 Mar 2026 12:00:00 UTC\n");
        Assert.Equal(DateTimeOffset.MaxValue, Known()[0].Release!.ValidUntil);
        var writer = new MetricsWriter();
        new RepositoryMetrics(Cache(), _clock).Write(writer);
        Assert.NotEmpty(writer.ToBytes());
        Assert.NotNull(RepositoriesCheck.Judge(Known(), null, null, Now, DebTerms.Instance));
    }

    [Theory]
    [InlineData("", "", 7)]
    [InlineData("", "Acquire::Check-Valid-Until \"false\";", null)]
    [InlineData("[check-valid-until=no]", "", null)]
    [InlineData("[check-valid-until=yes]", "Acquire::Check-Valid-Until \"no\";", 7)]
    [InlineData("", "Acquire::Max-ValidTime \"86400\";", 1)]
    [InlineData("", "Acquire::Max-ValidTime::Debian \"172800\"; Acquire::Max-ValidTime \"86400\";", 2)]
    [InlineData("", "Acquire::Min-ValidTime \"864000\";", 10)]
    [InlineData("[valid-until-min=864000 valid-until-max=777600]", "", 9)]
    public void Case13_Validity_is_what_apt_makes_of_it(string options, string settings, int? days)
    {
        Write("etc/apt/sources.list", $"deb {options} http://m/debian bookworm main\n");
        Write("etc/apt/apt.conf.d/99v", settings);
        Release("m_debian_dists_bookworm_InRelease",
            "Label: Debian\nDate: Sun, 08 Mar 2026 12:00:00 UTC\nValid-Until: Sun, 15 Mar 2026 12:00:00 UTC\n");
        Assert.Equal(days is { } d ? Now.AddDays(d) : null, Known()[0].Release!.ValidUntil);
    }

    [Theory]
    [InlineData("Sat, 7 Mar 2026 9:05:06 UTC", "2026-03-07T09:05:06Z")]
    [InlineData("Mon, 07 Mar 2026 09:05:06 +0000", "2026-03-07T09:05:06Z")]
    [InlineData("07 Mar 2026 09:05:06 CET", null)]
    [InlineData("tomorrow", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Case13_Dates_of_release_files(string? text, string? expected) =>
        Assert.Equal(expected,
            ReleaseFile.ParseDate(text)?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Case13_Metrics_have_each_repository()
    {
        Release("m_debian_dists_bookworm_InRelease", "Date: Sun, 08 Mar 2026 12:00:00 UTC\nValid-Until: Sun, 15 Mar 2026 12:00:00 UTC\n");
        _lookedAt = Now;
        var writer = new MetricsWriter();
        new RepositoryMetrics(Cache(), _clock).Write(writer);
        var text = System.Text.Encoding.UTF8.GetString(writer.ToBytes());
        Assert.Contains(
            "linux_patch_api_repository_refreshed_timestamp_seconds{repository=\"http://m/debian bookworm\"} "
            + $"{_lookedAt.Value.ToUnixTimeSeconds()}\n",
            text, StringComparison.Ordinal);
        Assert.Contains($"valid_until_timestamp_seconds{{repository=\"http://m/debian bookworm\"}} {Now.AddDays(7).ToUnixTimeSeconds()}\n",
            text, StringComparison.Ordinal);
        Assert.Contains("repository_problem{repository=\"http://m/debian bookworm\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("repository_problem{repository=\"http://m/debian-other ./\"} 1\n", text, StringComparison.Ordinal);
    }

    /// <summary>A setting that lets nothing be fetched does not mend what is wrong besides.</summary>
    [Fact]
    public async Task Setting_that_lets_nothing_be_fetched_is_told_besides_all_other_trouble()
    {
        Directory.CreateDirectory(_directory.File("usr/lib64/packagekit-backend"));
        Directory.CreateDirectory(_directory.File("etc/dnf"));
        Write("usr/lib64/packagekit-backend/libpk_backend_dnf5.so", "");
        Write("etc/dnf/dnf.conf", "[main]\ncacheonly=all\n");
        var cache = new RepositoryCache(
            new RpmRepositories(_directory.Path, _clock), _refresher, () => null, RpmTerms.Instance, _clock);
        var check = new RepositoriesCheck(_refresher, cache, _clock);
        var alone = (await check.RunAsync(default, CancellationToken.None))!;
        Assert.Equal((CheckStatus.Warning, "not fetched", 1), (alone.Status, alone.Seen, alone.Reasons.Count));
        _engine.Refresh = _ => Task.FromResult<PackageFailure?>(
            new PackageFailure(JobErrorCode.CacheRefreshError, "the key is refused", Retryable: true));
        await _refresher.RefreshAsync(null, CancellationToken.None);
        var both = (await check.RunAsync(default, CancellationToken.None))!;
        foreach (var words in new[] { "the key is refused", "cacheonly=all in " })
        {
            Assert.Contains(words, both.Problem, StringComparison.Ordinal);
            Assert.Contains(both.Reasons, r => r.Contains(words, StringComparison.Ordinal));
        }
    }

    /// <summary>As on hosts of other families, where no repository is known by name.</summary>
    [Fact]
    public async Task Keys_that_all_repositories_share_are_in_metrics_and_check_without_them()
    {
        var cache = new RepositoryCache(null, _refresher, () => null, DebTerms.Instance, _clock)
        {
            SharedKeys = () => [new NamedKey("/ring", new RepositoryKey("AB", Now.AddDays(3), null))],
        };
        var writer = new MetricsWriter();
        new RepositoryMetrics(cache, _clock).Write(writer);
        Assert.Contains($"_key_expires_timestamp_seconds{{repository=\"/ring\"}} {Now.AddDays(3).ToUnixTimeSeconds()}\n",
            System.Text.Encoding.UTF8.GetString(writer.ToBytes()), StringComparison.Ordinal);
        Assert.Equal(CheckStatus.Warning, (await new RepositoryKeysCheck(cache, _clock).RunAsync(default, CancellationToken.None))?.Status);
    }

    [Theory]
    [InlineData(AptReleases.MostRepositories, AptReleases.MostRepositories)]
    [InlineData(AptReleases.MostRepositories + 1, AptReleases.MostRepositories)]
    public void Case13_Repositories_are_bounded(int configured, int reported)
    {
        Write("etc/apt/sources.list", string.Join('\n', Enumerable.Range(0, configured - 1).Select(i => $"deb http://m/{i} s main")));
        Assert.Equal(reported, Known().Count);
    }

    private static RepositoryState State(ReleaseFacts? release, DateTimeOffset? refreshedAt) =>
        new("http://m/debian s", release, false, refreshedAt, []);

    private IReadOnlyList<RepositoryState> Known() => Cache().Now()!;

    private RepositoryCache Cache() => new(new AptReleases(_paths), _refresher, () => _lookedAt, DebTerms.Instance, _clock);

    private void Release(string name, string text, bool armoured = false) => Write(
        "var/lib/apt/lists/" + name, armoured
            ? $"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{text}SHA256:\n 00 1 x\n"
                + "-----BEGIN PGP SIGNATURE-----\n\nxx\n-----END PGP SIGNATURE-----\n"
            : text);

    private void Write(string path, string text) => File.WriteAllText(_directory.File(path), text);
}
