using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Store;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Packages.Store;

public sealed class PackageStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Dictionary<PackageBuild, AvailablePackage> _index = [];
    private int _asked;

    private string Archives => Directory.CreateDirectory(Path.Combine(_directory.Path, "archives")).FullName;

    private string Kept => Path.Combine(_directory.Path, "packages");

    [Fact]
    public void Previous_version_is_kept_from_the_cache_for_root_alone()
    {
        Cache("web_1.0-1_amd64.deb", "old");
        var store = Store();
        Assert.Empty(store.KeepPrevious([Upgrade("web", "1.0-1", "2.0-1"), Upgrade("gone", "1", "2")]));
        var path = store.Find("web", "amd64", "1.0-1");
        Assert.Equal(Path.Combine(Kept, "web_1.0-1_amd64.deb"), path);
        Assert.Equal("old", File.ReadAllText(path!));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path!));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Kept));
        Assert.Null(store.Find("gone", "amd64", "1"));
    }

    [Fact]
    public void Version_that_went_in_is_kept_when_it_is_what_the_index_says()
    {
        Cache("web_2%3a1.0_amd64.deb", "new");
        Cache("lib_1_all.deb", "not what was signed");
        _index[new PackageBuild("web", "amd64", "2:1.0")] = Indexed("web", "2:1.0", "amd64", "new");
        _index[new PackageBuild("lib", "amd64", "1")] = Indexed("lib", "1", "all", "signed");
        var store = Store();
        var problem = Assert.Single(store.KeepPresent([Applied("web", "2:1.0"), Applied("lib", "1"), Upgrade("not-applied", "1", "2")]));
        Assert.Contains("lib 1", problem);
        Assert.StartsWith(Kept, store.Find("web", "amd64", "2:1.0"));
        Assert.Equal(["web_2%3a1.0_amd64.deb"], Directory.EnumerateFiles(Kept).Select(Path.GetFileName));
    }

    /// <summary>PackageKit's alpm backend knows few endings, so a copy needs another name than the file in pacman's cache.</summary>
    [Fact]
    public void File_in_the_cache_is_named_as_its_copy_must_be()
    {
        Cache("web-1.0-1-any.pkg.tar.zst", "web");
        var store = new PackageStore(Kept, new AlpmFileCache(() => Archives), AlpmFamily.Instance.Terms, 0, _clock);
        Assert.Null(store.Find("web", "any", "1.0-1"));
        Assert.Equal(
            (Path.Combine(Archives, "web-1.0-1-any.pkg.tar.zst"), "web-1.0-1-any.pkg.tar.gz"), store.Source("web", "any", "1.0-1"));
        Assert.Null(store.Source("web", "any", "2.0-1"));
    }

    /// <summary>As a power loss leaves it, and as a bad block does.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("OLD")]
    [InlineData("old and more")]
    public void Case58_File_that_is_not_what_was_kept_is_no_way_back_and_is_replaced(string left)
    {
        Cache("web_1.0-1_amd64.deb", "old");
        Assert.Empty(Store().KeepPrevious([Upgrade("web", "1.0-1", "2.0-1")]));
        var kept = Path.Combine(Kept, "web_1.0-1_amd64.deb");
        File.WriteAllText(kept, left);
        Assert.Equal(Path.Combine(Archives, "web_1.0-1_amd64.deb"), Store().Find("web", "amd64", "1.0-1"));
        Assert.Empty(Store().KeepPrevious([Upgrade("web", "1.0-1", "2.0-1")]));
        Assert.Equal("old", File.ReadAllText(kept));
        File.Delete(Path.Combine(Archives, "web_1.0-1_amd64.deb"));
        var store = Store();
        Assert.Equal((kept, "web_1.0-1_amd64.deb"), store.Source("web", "amd64", "1.0-1"));
        File.WriteAllText(kept, left);
        Assert.Null(store.Find("web", "amd64", "1.0-1"));
        Assert.Null(store.Source("web", "amd64", "1.0-1"));
    }

    [Fact]
    public void Case58_File_without_its_checksum_is_no_way_back_and_no_checksum_outlives_its_file()
    {
        Cache("web_1_amd64.deb", "old");
        Assert.Empty(Store(maxBytes: 4).KeepPrevious([Upgrade("web", "1", "2")]));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(Kept, "sums")));
        _clock.Advance(TimeSpan.FromHours(1));
        Cache("web_2_amd64.deb", "new");
        Assert.Empty(Store(maxBytes: 4).KeepPrevious([Upgrade("web", "2", "3")]));
        var sum = Assert.Single(Directory.EnumerateFiles(Path.Combine(Kept, "sums")));
        File.Delete(sum);
        Assert.NotEqual(Path.Combine(Kept, "web_2_amd64.deb"), Store().Find("web", "amd64", "2"));
    }

    [Fact]
    public void Package_for_every_architecture_is_found_under_its_own_name()
    {
        Cache("data_1_all.deb", "data");
        var store = Store();
        Assert.Empty(store.KeepPrevious([Upgrade("data", "1", "2")]));
        Assert.Equal(Path.Combine(Kept, "data_1_all.deb"), store.Find("data", "amd64", "1"));
    }

    [Fact]
    public void Case61_File_that_was_kept_while_the_clock_was_behind_is_not_the_first_to_go()
    {
        var store = Store(maxBytes: 10);
        foreach (var (version, days) in new[] { ("1", 0), ("2", 400), ("3", 0) })
        {
            _clock.AdjustTime(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddDays(days));
            Cache($"web_{version}_amd64.deb", "12345");
            Assert.Empty(store.KeepPrevious([Upgrade("web", version, "9")]));
        }
        Assert.Equal(["web_2_amd64.deb", "web_3_amd64.deb"], Directory.EnumerateFiles(Kept).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Oldest_files_go_when_there_are_too_many_bytes()
    {
        var store = Store(maxBytes: 10);
        foreach (var version in new[] { "1", "2", "3" })
        {
            Cache($"web_{version}_amd64.deb", "12345");
            Assert.Empty(store.KeepPrevious([Upgrade("web", version, "9")]));
            _clock.Advance(TimeSpan.FromHours(1));
        }

        Cache("huge_1_amd64.deb", "12345678901");
        Assert.Empty(store.KeepPrevious([Upgrade("huge", "1", "2")]));
        Assert.Equal(["web_2_amd64.deb", "web_3_amd64.deb"], Directory.EnumerateFiles(Kept).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Half_written_file_of_a_crash_is_removed_and_never_found()
    {
        Directory.CreateDirectory(Kept);
        File.WriteAllText(Path.Combine(Kept, "web_1_amd64.deb.new"), "ha");
        Cache("lib_1_amd64.deb", "lib");
        var store = Store();
        Assert.Null(store.Find("web", "amd64", "1"));
        Assert.Empty(store.KeepPrevious([Upgrade("lib", "1", "2")]));
        Assert.Equal(["lib_1_amd64.deb"], Directory.EnumerateFiles(Kept).Select(Path.GetFileName));
    }

    [Fact]
    public void Nothing_is_kept_and_no_index_read_when_the_store_is_off()
    {
        Cache("web_1_amd64.deb", "old");
        var store = Store(maxBytes: 0);
        Assert.Empty(store.KeepPrevious([Upgrade("web", "1", "2")]));
        Assert.False(Directory.Exists(Kept));
        Assert.Equal(0, _asked);

        // What the package manager itself has kept may be used all the same.
        Assert.Equal(Path.Combine(Archives, "web_1_amd64.deb"), store.Find("web", "amd64", "1"));
    }

    [Fact]
    public void Disk_that_takes_nothing_is_told_in_words()
    {
        File.WriteAllText(Kept, "a file where the directory should be");
        Cache("web_1_amd64.deb", "old");
        Assert.Contains("could not be kept", Assert.Single(Store().KeepPrevious([Upgrade("web", "1", "2")])));
    }

    public void Dispose() => _directory.Dispose();

    private PackageStore Store(long maxBytes = 1000) => new(
        Kept,
        new AptFileCache(
            () => Archives,
            _ =>
            {
                _asked++;
                return _index;
            }),
        DebTerms.Instance,
        maxBytes,
        _clock);

    private void Cache(string name, string content) => File.WriteAllText(Path.Combine(Archives, name), content);

    private static AvailablePackage Indexed(string name, string version, string architecture, string content) =>
        new(null, name, architecture, version, "repo",
            "")
        { Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content))) };

    private static PackageChange Upgrade(string name, string from, string to) =>
        new(name, "amd64", ChangeAction.Upgrade, from, to, ChangeOutcome.Planned, null);

    private static PackageChange Applied(string name, string to) =>
        new(name, "amd64", ChangeAction.Install, null, to, ChangeOutcome.Applied, null);
}
