using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm;

public sealed class RpmHoldsTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("etc/dnf/plugins/versionlock.list", "web-0:1.0-1.*\n", "/etc/dnf/plugins/versionlock.list")]
    [InlineData("etc/dnf/versionlock.toml", "[[packages]]\nname = \"web\"\n", "/etc/dnf/versionlock.toml")]
    [InlineData("etc/dnf/dnf.conf", "[main]\nexcludepkgs=web\n", "excludepkgs in /etc/dnf/dnf.conf")]
    public void A_hold_is_known_with_its_origin(string file, string text, string origin)
    {
        Write(file, text);
        Assert.Equal(origin, Origin("web"));
        Assert.Null(Origin("db"));
        Write(file, "");
        Assert.Null(Origin("web"));
    }

    [Theory]
    [InlineData("[main]\nenabled = 1\nlocklist = /srv/locks\n", "", "/srv/locks")]
    [InlineData("[main]\nlocklist=\n", "", "/etc/dnf/plugins/versionlock.list")]
    [InlineData("[other]\nlocklist=/srv/locks\n", "", "/etc/dnf/plugins/versionlock.list")]
    [InlineData("[main]\nenabled=0\n", "", null)]
    [InlineData("", "[main]\nplugins=False\n", null)]
    public void Case11_The_settings_of_dnfs_plugin_say_which_list_counts(string plugin, string settings, string? origin)
    {
        Write("etc/dnf/plugins/versionlock.conf", plugin);
        Write("etc/dnf/dnf.conf", settings);
        Write("etc/dnf/plugins/versionlock.list", "web-0:1.0-1.*\n");
        Write("srv/locks", "web-0:1.0-1.*\n");
        var holds = new RpmHolds(_root.Path);
        Assert.Equal(origin, holds.Read().Value(new InstalledPackage("web", "noarch", "1.0-1"))?.Origin);
        Assert.Contains(_root.File((origin ?? "/etc/dnf/plugins/versionlock.list")[1..]), holds.Paths);
    }

    [Theory]
    [InlineData("etc/dnf/plugins/versionlock.list")]
    [InlineData("etc/dnf/plugins/versionlock.conf")]
    [InlineData("etc/dnf/versionlock.toml")]
    [InlineData("etc/dnf/dnf.conf")]
    public void Case11_A_masked_file_is_an_empty_one(string file)
    {
        Write("etc/dnf/dnf.conf", "[main]\nexcludepkgs=web\n");
        Write(file, "");
        File.Delete(_root.File(file));
        File.CreateSymbolicLink(_root.File(file), "/dev/null");
        Assert.Equal(file.EndsWith("dnf.conf", StringComparison.Ordinal) ? null : "excludepkgs in /etc/dnf/dnf.conf", Origin("web"));
    }

    /// <summary>Drop-ins that hold web: what counts of those with one name, in which order.</summary>
    [Theory]
    [InlineData("etc/dnf/libdnf5.conf.d/a.conf", "", "excludepkgs in /etc/dnf/libdnf5.conf.d/a.conf")]
    [InlineData("usr/share/dnf5/libdnf.conf.d/a.conf", "", "excludepkgs in /usr/share/dnf5/libdnf.conf.d/a.conf")]
    [InlineData("usr/share/dnf5/libdnf.conf.d/a.conf", "etc/dnf/libdnf5.conf.d/a.conf", null)]
    [InlineData("etc/dnf/libdnf5.conf.d/a.conf", "usr/share/dnf5/libdnf.conf.d/a.conf", "excludepkgs in /etc/dnf/libdnf5.conf.d/a.conf")]
    [InlineData("usr/share/dnf5/libdnf.conf.d/a.conf", "etc/dnf/libdnf5.conf.d/b.conf",
        "excludepkgs in /usr/share/dnf5/libdnf.conf.d/a.conf")]
    [InlineData("etc/dnf/libdnf5.conf.d/a.txt", "", null)]
    public void Case11_Drop_ins_of_dnf5_hold_too(string file, string empty, string? origin)
    {
        Write(file, "[main]\nexclude=web\n");
        if (empty.Length > 0)
        {
            Write(empty, "[main]\nkeepcache=1\n");
        }

        Assert.Equal(origin, Origin("web"));
    }

    [Fact]
    public void Case11_Drop_ins_come_in_the_order_of_their_names_and_before_the_main_file()
    {
        Write("etc/dnf/dnf.conf", "[main]\nexcludepkgs=web db other\n");
        Write("etc/dnf/libdnf5.conf.d/20.conf", "[main]\nexcludepkgs=web db\n");
        Write("usr/share/dnf5/libdnf.conf.d/10.conf", "[main]\nexcludepkgs=web\n");
        File.CreateSymbolicLink(_root.File("etc/dnf/libdnf5.conf.d/10.conf"), "/dev/null"); // dnf5 skips it: it masks nothing.
        Assert.Equal("excludepkgs in /usr/share/dnf5/libdnf.conf.d/10.conf", Origin("web"));
        Assert.Equal("excludepkgs in /etc/dnf/libdnf5.conf.d/20.conf", Origin("db"));
        Assert.Equal("excludepkgs in /etc/dnf/dnf.conf", Origin("other"));
    }

    [Fact]
    public void Case11_A_new_drop_in_changes_the_stamp_of_the_host()
    {
        Write("var/lib/rpm/rpmdb.sqlite", "");
        Directory.CreateDirectory(_root.File("etc/dnf/libdnf5.conf.d"));
        Directory.SetLastWriteTimeUtc(_root.File("etc/dnf/libdnf5.conf.d"), DateTime.UnixEpoch);
        var host = RpmFamily.Instance.Open(_root.Path, TimeProvider.System);
        var before = host.Stamp();
        Write("etc/dnf/libdnf5.conf.d/a.conf", "[main]\nexcludepkgs=web\n");
        var added = host.Stamp();
        Assert.NotEqual(before, added);
        Assert.True(host.Holds!.Read().IsSuccess);
        added = host.Stamp();
        Write("etc/dnf/libdnf5.conf.d/a.conf", "[main]\nexcludepkgs=web db\n");
        Assert.NotEqual(added, host.Stamp());
    }

    [Theory]
    [InlineData(RpmHolds.MostFiles, true)]
    [InlineData(RpmHolds.MostFiles + 1, false)]
    public void Of_drop_ins_so_many_are_read(int files, bool isRead)
    {
        for (var i = 0; i < files; i++)
        {
            Write($"etc/dnf/libdnf5.conf.d/{i}.conf", "");
        }

        Assert.Equal(isRead, new RpmHolds(_root.Path).Read().IsSuccess);
    }

    [Fact]
    public void A_change_of_a_list_changes_the_stamp_of_the_host()
    {
        Write("var/lib/rpm/rpmdb.sqlite", "");
        var host = RpmFamily.Instance.Open(_root.Path, TimeProvider.System);
        var before = host.Stamp();
        Write("etc/dnf/plugins/versionlock.list", "web-0:1.0-1.*\n");
        Assert.NotEqual(before, host.Stamp());
    }

    [Fact]
    public void What_is_held_is_not_known_when_a_list_cannot_be_read()
    {
        Directory.CreateDirectory(_root.File("etc/dnf/plugins/versionlock.list"));
        Assert.Contains("versionlock.list", new RpmHolds(_root.Path).Read().Failure!.Message);
    }

    [Theory]
    [InlineData(HoldFile.MostBytes, true)]
    [InlineData(HoldFile.MostBytes + 1, false)]
    public void A_list_has_a_largest_size(int bytes, bool isRead)
    {
        Write("etc/dnf/plugins/versionlock.list", new string('#', bytes));
        Assert.Equal(isRead, new RpmHolds(_root.Path).Read().IsSuccess);
    }

    private string? Origin(string name) => new RpmHolds(_root.Path).Read().Value(new InstalledPackage(name, "noarch", "1.0-1"))?.Origin;

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(file))!);
        File.WriteAllText(_root.File(file), text);
    }
}
