using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Alpm;

public sealed class AlpmHoldsTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("[options]\nIgnorePkg = web db\n", "db", true)]
    [InlineData("[options]\nIgnorePkg=web\nIgnorePkg   =   db*\n", "db-common", true)]
    [InlineData("[options]\nIgnorePkg = linux-[lh]*\n", "linux-lts", true)]
    [InlineData("[options]\n#IgnorePkg = web\n", "web", false)]
    [InlineData("[options]\nIgnorePkg = foo # web\n", "web", true)]
    [InlineData("[options]\nIgnorePkg = foo #web\n", "web", false)]
    [InlineData("[options] # comment\nIgnorePkg = web\n", "web", false)]
    [InlineData("[core]\nIgnorePkg = web\n", "web", false)]
    [InlineData("[options]\nIgnorePkg =\n", "web", false)]
    public void Ignored_packages_are_held(string conf, string name, bool held)
    {
        Write("etc/pacman.conf", conf);
        Assert.Equal(held ? "IgnorePkg in /etc/pacman.conf" : null, Origin(name));
    }

    [Fact]
    public void Included_files_count_by_their_patterns_and_from_the_section_of_the_line()
    {
        Write("etc/pacman.conf", "[options]\nInclude = /etc/pacman.d/*.conf\nInclude = /etc/pacman.d/none/*\n");
        Write("etc/pacman.d/hold.conf", "IgnorePkg = web\n");
        Write("etc/pacman.d/hold.txt", "IgnorePkg = db\n");
        Assert.Equal("IgnorePkg in /etc/pacman.d/hold.conf", Origin("web"));
        Assert.Null(Origin("db"));
    }

    [Fact]
    public void Case11_A_masked_included_file_is_an_empty_one()
    {
        Write("etc/pacman.conf", "[options]\nInclude = /etc/pacman.d/*.conf\nIgnorePkg = web\n");
        Directory.CreateDirectory(_root.File("etc/pacman.d"));
        File.CreateSymbolicLink(_root.File("etc/pacman.d/hold.conf"), "/dev/null");
        Assert.Equal("IgnorePkg in /etc/pacman.conf", Origin("web"));
    }

    [Fact]
    public void A_group_holds_its_installed_members()
    {
        Write("etc/pacman.conf", "[options]\nIgnoreGroup = site*\n");
        Write("var/lib/pacman/local/web-1.0-1/desc", "%NAME%\nweb\n\n%GROUPS%\nother\nsite-tools\n\n%DEPENDS%\nsite\n");
        Write("var/lib/pacman/local/db-1.0-1/desc", "%NAME%\ndb\n\n%DEPENDS%\nsite-tools\n");
        Assert.Equal("IgnoreGroup in /etc/pacman.conf", Origin("web"));
        Assert.Null(Origin("db"));
    }

    [Fact]
    public void A_file_that_comes_into_an_included_directory_changes_the_stamp()
    {
        Write("etc/pacman.conf", "[options]\nInclude = /etc/pacman.d/*.conf\n");
        Directory.CreateDirectory(_root.File("etc/pacman.d"));
        Directory.CreateDirectory(_root.File("var/lib/pacman/local"));
        Directory.SetLastWriteTimeUtc(_root.File("etc/pacman.d"), DateTime.UnixEpoch);
        var host = AlpmFamily.Instance.Open(_root.Path, TimeProvider.System);
        Assert.True(host.Holds!.Read().IsSuccess);
        var before = host.Stamp();
        Write("etc/pacman.d/hold.conf", "IgnorePkg = web\n");
        Assert.NotEqual(before, host.Stamp());
    }

    [Fact]
    public void A_file_that_includes_itself_is_an_error_and_no_endless_reading()
    {
        Write("etc/pacman.conf", "[options]\nInclude = /etc/pacman.conf\n");
        Assert.Contains("includes too many files", new AlpmHolds(_root.Path).Read().Failure!.Message);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Case04_An_included_directory_with_too_many_names_is_unknown_and_told(int more, bool isRead)
    {
        Write("etc/pacman.conf", "[options]\nInclude = /etc/pacman.d/*.conf\n");
        Write("etc/pacman.d/zz.conf", "IgnorePkg = web\n");
        for (var i = 1; i < PacmanConf.MostNames + more; i++)
        {
            Write($"etc/pacman.d/{i:0000}.bak", "");
        }

        var read = new AlpmHolds(_root.Path).Read();
        Assert.Equal(isRead, read.IsSuccess);
        Assert.True(isRead || read.Failure!.Message.Contains("/etc/pacman.d has more than", StringComparison.Ordinal));
    }

    [Fact]
    public void An_included_pattern_below_a_file_or_nothing_matches_nothing()
    {
        Write("etc/pacman.conf", "[options]\nInclude = /etc/pacman.conf/*.conf\nInclude = /etc/nowhere/*.conf\n");
        Assert.True(new AlpmHolds(_root.Path).Read().IsSuccess);
    }

    [Theory]
    [InlineData(PacmanConf.MostDepth - 1, true)]
    [InlineData(PacmanConf.MostDepth, false)]
    public void Files_include_each_other_so_deep(int depth, bool isRead)
    {
        Write("etc/pacman.conf", "Include = /etc/1\n");
        for (var i = 1; i <= depth; i++)
        {
            Write($"etc/{i}", i == depth ? "[options]\nIgnorePkg = web\n" : $"Include = /etc/{i + 1}\n");
        }

        Assert.Equal(isRead, new AlpmHolds(_root.Path).Read().IsSuccess);
    }

    [Fact]
    public void Files_are_fetched_into_the_configured_cache_and_kept_under_a_name_that_packagekit_takes()
    {
        Assert.Equal(_root.File("var/cache/pacman/pkg"), AlpmFamily.Instance.Open(_root.Path, TimeProvider.System).FileCache!.Directory);
        Write("etc/pacman.conf", "[options]\nCacheDir = /srv/pkg/ /var/other\n");
        var cache = AlpmFamily.Instance.Open(_root.Path, TimeProvider.System).FileCache!;
        Assert.Equal(_root.File("srv/pkg/"), cache.Directory);
        Assert.Contains("web-1:1.0-1-any.pkg.tar.zst", cache.Names("web", "any", "1:1.0-1"));
        Assert.Equal("web-1:1.0-1-any.pkg.tar.gz", cache.KeptName("web-1:1.0-1-any.pkg.tar.zst"));
    }

    /// <summary>What pacman.conf says, and where the databases are then.</summary>
    [Theory]
    [InlineData("", "var/lib/pacman")]
    [InlineData("[options]\nDBPath = /srv/pacman/\n", "srv/pacman")]
    [InlineData("[options]\nDBPath = /srv/pacman # moved\n", "srv/pacman # moved")]
    [InlineData("[options]\n#DBPath = /srv/pacman\nDBPath=/srv/db\nDBPath=/srv/later\n", "srv/db")]
    [InlineData("[options]\nRootDir = /mnt/system/\n", "mnt/system/var/lib/pacman")]
    [InlineData("[options]\nRootDir = /\n", "var/lib/pacman")]
    [InlineData("[options]\nRootDir = /mnt\nDBPath = /srv/pacman\n", "srv/pacman")]
    [InlineData("[options]\nInclude = /etc/pacman.d/places\n", "srv/included")]
    [InlineData("[core]\nDBPath = /srv/pacman\n", "var/lib/pacman")]
    [InlineData("[options]\nDBPath =\n", "var/lib/pacman")]
    public void Case11_All_places_are_below_the_configured_database(string conf, string directory)
    {
        Write("etc/pacman.conf", conf + "\n[options]\nIgnoreGroup = site\n");
        Write("etc/pacman.d/places", "DBPath = /srv/included\n");
        Write($"{directory}/local/web-1.0-1/desc", "%NAME%\nweb\n\n%GROUPS%\nsite\n");
        var host = AlpmFamily.Instance.Open(_root.Path, TimeProvider.System);
        var places = host.Places!();
        Assert.Equal(
            [_root.File($"{directory}/local"), _root.File($"{directory}/sync"), _root.File($"{directory}/db.lck")],
            [Plain(places.DatabaseDirectory!), Plain(places.Indexes), Plain(Assert.Single(host.Locks()).Path)]);
        Assert.Equal("IgnoreGroup in /etc/pacman.conf", Origin("web"));
        var before = host.Stamp();
        Directory.CreateDirectory(_root.File($"{directory}/local/db-1-1"));
        Assert.NotEqual(before, host.Stamp());
    }

    [Fact]
    public void Case11_A_database_that_is_moved_while_the_agent_runs_is_followed()
    {
        var host = AlpmFamily.Instance.Open(_root.Path, TimeProvider.System);
        Assert.Equal(_root.File("var/lib/pacman/db.lck"), Assert.Single(host.Locks()).Path);
        Write("etc/pacman.conf", "[options]\nDBPath = /srv/pacman\n");
        Assert.Equal(_root.File("srv/pacman/db.lck"), Assert.Single(host.Locks()).Path);
        Write("etc/pacman.conf", "[options]\nDBPath = /srv/elsewhere\n");
        Assert.Equal(_root.File("srv/elsewhere/db.lck"), Assert.Single(host.Locks()).Path);
    }

    private static string Plain(string path) => path.Replace("//", "/", StringComparison.Ordinal);

    private string? Origin(string name) => new AlpmHolds(_root.Path).Read().Value(new InstalledPackage(name, "any", "1.0-1"))?.Origin;

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(file))!);
        File.WriteAllText(_root.File(file), text);
    }
}
