using LinuxPatchApi.Checks;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Caches;

/// <summary>Updates of which a part is not answered, not read, or kept out.</summary>
public sealed class IncompleteUpdatesTests : IDisposable
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

    public IncompleteUpdatesTests()
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
    public async Task Case07_A_list_whose_hidden_updates_are_not_answered_is_not_read_and_read_again()
    {
        Indexed("stable-security", "Package: web\nVersion: 2\nArchitecture: amd64\n");
        _source.Answer = Inventories.Of("web=1!hold", "dpkg=1");
        _backend.Offered.Add(new AvailablePackage("web;2;amd64;r", "web", "amd64", "2", "r", ""));
        _backend.ResolveFailure = Down;
        _ = _cache.RunAsync(_shutdown.Token);
        await Eventually.TrueAsync(() => _cache.LastFailure == Down, "the failure");
        Assert.Null(_cache.Latest);
        _backend.ResolveFailure = null;
        await AdvanceUntilAsync(() => _cache.Latest is not null, PackageLimits.RetryAfterFailure);
        Assert.Equal("web", Assert.Single(_cache.Latest!.Updates).Name);
    }

    [Theory]
    [InlineData(".bz2", "is compressed as .bz2, which the agent does not read")]
    [InlineData(".xz", "cannot be read: ")]
    [InlineData(".gz", "cannot be read: ")]
    public async Task Case11_An_index_that_is_not_read_is_told_and_the_others_stay(string ending, string why)
    {
        Indexed("stable", "Package: web\nVersion: 2\nArchitecture: amd64\nPhased-Update-Percentage: 0\n");
        File.WriteAllText(Path.Combine(new DpkgPaths(_directory.Path).Lists, "a_dists_s_main_binary-amd64_Packages" + ending), "no");
        _source.Answer = Inventories.Of("web=1", "dpkg=1");
        _backend.Offered.Add(new AvailablePackage("web;2;amd64;r", "web", "amd64", "2", "r", ""));
        await BeginAsync();
        Assert.Equal("phased", Assert.Single(_cache.Latest!.Updates).Blocked!.WireName);
        var check = OffersCheck.Incomplete(_cache.Latest, DebTerms.Instance)!;
        Assert.Equal(CheckStatus.Warning, check.Status);
        Assert.Contains($"a_dists_s_main_binary-amd64_Packages{ending} {why}", check.Reasons[0], StringComparison.Ordinal);
    }

    /// <summary>A chain: web needs lib, lib needs base, and base is phased or kept out by the preferences.</summary>
    [Theory]
    [InlineData(true, "needs lib (>= 2), which is kept back: it needs base (>= 2), which is phased: the distribution gives it to 10 %")]
    [InlineData(false, "needs lib (>= 2), which is kept back: it needs base (>= 2), which the host's preferences keep out (")]
    public async Task Case09_An_update_that_needs_one_that_stays_out_is_kept_back_and_says_by_what(bool isPhased, string detail)
    {
        Indexed(
            "stable",
            "Package: web\nVersion: 2\nArchitecture: amd64\nDepends: lib (>= 2)\n\n"
            + "Package: lib\nVersion: 2\nArchitecture: amd64\nDepends: base (>= 2)\n\n"
            + "Package: base\nVersion: 2\nArchitecture: amd64\n" + (isPhased ? "Phased-Update-Percentage: 10\n" : ""));
        if (!isPhased)
        {
            Directory.CreateDirectory(_directory.File("etc/apt"));
            File.WriteAllText(_directory.File("etc/apt/preferences"), "Package: base\nPin: version 2\nPin-Priority: -1\n");
            File.WriteAllText(_directory.File("etc/apt/sources.list"), "deb http://h stable main\n");
        }

        _source.Answer = Inventories.Of("web=1", "lib=1", "base=1", "dpkg=1");
        _backend.Offered.AddRange(new[] { "web", "lib", isPhased ? "base" : "none" }.Select(
            name => new AvailablePackage($"{name};2;amd64;r", name, "amd64", "2", "r", "")));
        await BeginAsync();
        var update = _cache.Latest!.Updates.Single(u => u.Name == "web");
        Assert.Equal("kept_back", update.Blocked!.WireName);
        Assert.StartsWith(detail, update.Blocked.Detail, StringComparison.Ordinal);
    }

    /// <summary>dnf has no row for an update without an advisory; apt that leaves one out has said nothing.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case08_An_update_without_a_row_is_known_to_have_none_only_where_each_has_one(bool isDnf)
    {
        var asked = 0;
        using var cache = new OtherCache(_backend, _source, _details, _refresher, _clock, isDnf);
        _backend.Updates.Add(Inventories.Update("p"));
        _backend.Details = _ =>
        {
            asked++;
            return PackageResult<IReadOnlyList<UpdateDetail>>.Of([]);
        };
        await cache.BeginAsync();
        await Eventually.TrueAsync(() => cache.Cache.Latest!.Details.Count == 1, "the answer");
        Assert.Equal(isDnf, cache.Cache.Latest!.Details.Values.Single().IsNone);
        Assert.Equal(isDnf, LinuxPatchApi.Patches.Patch.Of(cache.Cache.Latest, null)[0].DetailsKnown);
        Assert.Equal(1, asked);
        Assert.Empty(_details.Missing(["p;2;amd64;repo"])); // Not at each reading.
    }

    /// <summary>Whoever reads the first list sees no CVE ids, and would take them for none.</summary>
    [Fact]
    public async Task Details_that_are_still_being_read_are_a_warning_of_the_list_until_they_are_known()
    {
        var answer = new TaskCompletionSource<PackageResult<IReadOnlyList<UpdateDetail>>>();
        _backend.Updates.AddRange([Inventories.Update("one"), Inventories.Update("two")]);
        _backend.DetailsTask = _ => answer.Task;
        await BeginAsync();
        Assert.Equal(
            "the details of 2 updates are still being read: CVE ids, and whether a restart is needed, are not known of them yet",
            Assert.Single(_cache.Latest!.ListWarnings));
        Assert.Empty(_cache.Latest.Warnings); // The list lacks nothing: doctor and jobs have nothing to report.

        answer.SetResult(PackageResult<IReadOnlyList<UpdateDetail>>.Of([]));
        await Eventually.TrueAsync(() => _cache.Latest.ListWarnings.Count == 0, "the end of the warning");
    }

    [Fact]
    public async Task Details_whose_reading_failed_are_read_again_by_themselves()
    {
        var isDown = true;
        _backend.Updates.Add(Inventories.Update("one"));
        _backend.Details = _ => isDown ? Down : PackageResult<IReadOnlyList<UpdateDetail>>.Of([]);
        await BeginAsync();
        Assert.NotNull(_cache.Latest!.BeingRead);
        isDown = false;
        await AdvanceUntilAsync(() => _cache.Latest.BeingRead is null, PackageLimits.RetryAfterFailure);
    }

    /// <summary>A plan reads the updates without their details; the next list has them read.</summary>
    [Fact]
    public async Task Details_of_updates_that_a_plan_met_first_are_read_for_the_next_list()
    {
        await BeginAsync();
        _backend.Updates.Add(Inventories.Update("one"));
        Assert.NotNull((await _cache.ReadAsync(CancellationToken.None)).Value.BeingRead);
        Assert.True((await _cache.ForRequestAsync(CancellationToken.None)).IsSuccess);
        await AdvanceUntilAsync(() => _cache.Latest!.BeingRead is null, PackageLimits.ChangeSettle);
    }

    /// <summary>The id of a version that the preferences keep out is the agent's own: PackageKit does not know it.</summary>
    [Fact]
    public async Task Case08_Nothing_is_asked_about_an_id_that_the_package_manager_did_not_give()
    {
        Indexed("stable", "Package: web\nVersion: 2\nArchitecture: amd64\n");
        Directory.CreateDirectory(_directory.File("etc/apt"));
        File.WriteAllText(_directory.File("etc/apt/preferences"), "Package: web\nPin: version 2\nPin-Priority: -1\n");
        File.WriteAllText(_directory.File("etc/apt/sources.list"), "deb http://h stable main\n");
        _source.Answer = Inventories.Of("web=1", "dpkg=1");
        var asked = new List<string>();
        _backend.Updates.Add(Inventories.Update("other"));
        _backend.Details = ids =>
        {
            asked.AddRange(ids);
            return PackageResult<IReadOnlyList<UpdateDetail>>.Of([]);
        };
        await BeginAsync();
        await Eventually.TrueAsync(() => asked.Count > 0, "the question");
        Assert.Equal("pinned", _cache.Latest!.Updates.Single(u => u.Name == "web").Blocked!.WireName);
        Assert.DoesNotContain(asked, id => id.StartsWith("web", StringComparison.Ordinal));
        Assert.False(LinuxPatchApi.Patches.Patch.Of(_cache.Latest, null).Single(p => p.Update.Name == "web").DetailsKnown);
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

    /// <summary>Another cache beside the class's own.</summary>
    private sealed class OtherCache(
        FakeEngine backend,
        FakeInstalledSource source,
        DetailStore details,
        MetadataRefresher refresher,
        FakeTimeProvider clock,
        bool isDnf) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public UpdateCache Cache { get; } = new(
            backend, new InstalledCache(source), null, null, source, details, refresher, clock, TestLog.Of<UpdateCache>())
        { Versions = DebianVersion.Order, DetailsAreAdvisories = isDnf };

        public async Task BeginAsync()
        {
            _ = Cache.RunAsync(_stop.Token);
            await Eventually.TrueAsync(() => Cache.Latest is not null, "the first reading");
        }

        public void Dispose()
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    private async Task BeginAsync()
    {
        _ = _cache.RunAsync(_shutdown.Token);
        await Eventually.TrueAsync(() => _cache.Latest is not null, "the first reading");
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
