using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm;

/// <summary>The settings that change which repositories and which exclusions count.</summary>
public sealed class RpmSettingsTests : IDisposable
{
    private const string Dnf5 = "usr/lib64/packagekit-backend/libpk_backend_dnf5.so";
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    /// <summary>Whether web is excluded, of dnf.conf or of the repository.</summary>
    [Theory]
    [InlineData("", false, true, true)]
    [InlineData("disable_excludes=all", false, false, false)]
    [InlineData("disable_excludes=all", true, true, true)]
    [InlineData("disable_excludes=*", true, false, false)]
    [InlineData("disable_excludes=*", false, true, true)]
    [InlineData("disable_excludes=main", false, false, true)]
    [InlineData("disable_excludes=main", true, false, true)]
    [InlineData("disable_excludes=base", false, true, false)]
    [InlineData("disable_excludes=other, base", true, true, false)]
    [InlineData("disable_excludes=ba*", false, true, true)]
    [InlineData("disable_excludes=ba*", true, true, false)]
    public void Case11_Exclusions_that_are_disabled_hide_nothing(string setting, bool isDnf5, bool ofMain, bool ofRepository)
    {
        if (isDnf5)
        {
            Write(Dnf5, "");
        }

        Write("etc/yum.repos.d/a.repo", "[base]\n");
        Write("etc/dnf/dnf.conf", $"[main]\n{setting}\nexcludepkgs=web\n");
        Assert.Equal(ofMain, Hold() is not null);
        Write("etc/yum.repos.d/a.repo", "[base]\nexcludepkgs=web\n");
        Write("etc/dnf/dnf.conf", $"[main]\n{setting}\n");
        Assert.Equal(ofRepository, Hold() is not null);
    }

    /// <summary>dnf5 returns before it reads its lock; dnf's lock belongs to a plugin.</summary>
    [Theory]
    [InlineData(true, "*", "etc/dnf/versionlock.toml", "[[packages]]\nname = \"web\"\n", false)]
    [InlineData(true, "main", "etc/dnf/versionlock.toml", "[[packages]]\nname = \"web\"\n", true)]
    [InlineData(false, "all", "etc/dnf/plugins/versionlock.list", "web-0:1.0-1.*\n", true)]
    public void Case11_Versionlock_counts_as_with_disabled_exclusions(bool isDnf5, string disabled, string file, string text, bool isHeld)
    {
        if (isDnf5)
        {
            Write(Dnf5, "");
        }

        Write("etc/dnf/dnf.conf", $"[main]\ndisable_excludes={disabled}\n");
        Write(file, text);
        Assert.Equal(isHeld, Hold() is not null);
    }

    [Theory]
    [InlineData("", "etc/yum.repos.d", true)]
    [InlineData("", "etc/yum/repos.d", true)]
    [InlineData("", "etc/distro.repos.d", true)]
    [InlineData("", "usr/share/dnf5/repos.d", true)]
    [InlineData("", "srv/repos", false)]
    [InlineData("reposdir=/srv/repos", "srv/repos", true)]
    [InlineData("reposdir=/srv/repos", "etc/yum.repos.d", false)]
    [InlineData("reposdir=/srv/none, /srv/repos/", "srv/repos", true)]
    [InlineData("reposdir=srv/repos", "srv/repos", true)]
    [InlineData("reposdir=/srv/${kind}s", "srv/repos", true)]
    [InlineData("varsdir=/srv/vars\nreposdir=/srv/$place", "srv/repos", true)]
    public void Case11_Repositories_are_where_the_settings_say(string setting, string folder, bool isRead)
    {
        Write("etc/dnf/vars/kind", "repo\n");
        Write("srv/vars/place", "repos\n");
        Write("etc/dnf/dnf.conf", $"[main]\n{setting}\n");
        Write($"{folder}/a.repo", "[web]\n");
        Assert.Equal(isRead ? ["web"] : [], Names() ?? []);
        Assert.Equal(isRead, Paths().Contains(_root.File($"{folder}/a.repo")));
    }

    /// <summary>A part of the repositories would say something else than all of them.</summary>
    [Theory]
    [InlineData("/srv/$nothing")]
    [InlineData("/srv/$releasever")]
    [InlineData("/etc/yum.repos.d /root/repos")]
    [InlineData("/etc/yum.repos.d,/run/user/0/repos")]
    public void Case11_Repositories_are_unknown_when_one_place_is(string folders)
    {
        Write("etc/yum.repos.d/a.repo", "[web]\n");
        Write("etc/dnf/dnf.conf", $"[main]\nreposdir={folders}\n");
        Assert.Null(Names());
    }

    [Fact]
    public void Case11_A_drop_in_of_dnf5_says_it_too_and_the_main_file_counts_more()
    {
        Write("etc/dnf/libdnf5.conf.d/a.conf", "[main]\nreposdir=/srv/repos\n");
        Write("srv/repos/a.repo", "[web]\n");
        Assert.Equal(["web"], Names());
        Write("etc/dnf/dnf.conf", "[main]\nreposdir=/srv/others\n");
        Write("srv/others/a.repo", "[other]\n");
        Assert.Equal(["other"], Names());
    }

    [Fact]
    public void Case11_Repositories_of_the_main_file_count_and_of_two_with_one_name_the_first()
    {
        Write("etc/dnf/dnf.conf", "[main]\nkeepcache=1\n[inline]\nexcludepkgs=web\n[off]\nenabled=0\n");
        Write("etc/yum.repos.d/a.repo", "[inline]\nenabled=0\n[off]\nenabled=1\n[last]\n");
        Assert.Equal(["inline", "last"], Names());
        Assert.Equal("excludepkgs of [inline] in /etc/dnf/dnf.conf", Hold()!.Origin);
    }

    [Fact]
    public void Case11_Overrides_have_patterns_and_those_of_the_host_mask_those_of_the_distribution()
    {
        Write("etc/yum.repos.d/a.repo", "[base]\n[base-extra]\n[other]\n");
        Write("usr/share/dnf5/repos.override.d/10.repo", "[*]\nenabled=0\n");
        Assert.Empty(Names()!);
        Write("etc/dnf/repos.override.d/20.repo", "[base*]\nenabled=1\n");
        Assert.Equal(["base", "base-extra"], Names());
        Write("etc/dnf/repos.override.d/10.repo", "");
        Assert.Equal(["base", "base-extra", "other"], Names());
    }

    [Theory]
    [InlineData("excludepkgs=web\nexcludepkgs=db", true)]
    [InlineData("excludepkgs=web\nexcludepkgs=", false)]
    [InlineData("excludepkgs=web\nexclude=,db", false)]
    [InlineData("excludepkgs=\n db\n web", true)]
    [InlineData("excludepkgs=$mine", true)]
    [InlineData("includepkgs=db\nincludepkgs=,web", false)]
    [InlineData("includepkgs=db\nincludepkgs=", false)]
    public void Case11_Exclusions_add_up_and_are_taken_back_as_dnf_does(string settings, bool isExcluded)
    {
        Write("etc/dnf/vars/mine", "web\n");
        Write("etc/dnf/dnf.conf", $"[main]\n{settings}\n");
        Assert.Equal(isExcluded, Hold() is not null);
    }

    [Fact]
    public void Case11_The_plugins_own_settings_are_where_the_settings_say()
    {
        Write("etc/dnf/dnf.conf", "[main]\npluginconfpath=/srv/plugins\n");
        Write("srv/plugins/versionlock.conf", "[main]\nlocklist=/srv/locks\n");
        Write("srv/locks", "web-0:1.0-1.*\n");
        Assert.Equal("/srv/locks", Hold()!.Origin);
    }

    [Theory]
    [InlineData("cacheonly=all", true, "cacheonly=all in /etc/dnf/dnf.conf keeps the package manager from fetching anything")]
    [InlineData("cacheonly=metadata", true, "cacheonly=metadata in /etc/dnf/dnf.conf keeps the package manager from fetching anything")]
    [InlineData("cacheonly=none", true, null)]
    [InlineData("cacheonly=1", false, null)]
    [InlineData("", true, null)]
    public void Case23_Setting_that_lets_nothing_be_fetched_is_told(string setting, bool isDnf5, string? words)
    {
        if (isDnf5)
        {
            Write(Dnf5, "");
        }

        Write("etc/dnf/dnf.conf", $"[main]\n{setting}\n");
        Assert.Equal(words, new RpmRepositories(_root.Path, TimeProvider.System).WhyNotFetched());
    }

    private IEnumerable<string>? Names() => new RpmRepositories(_root.Path, TimeProvider.System).Read()?.Select(r => r.Name);

    private IReadOnlyList<string> Paths()
    {
        var holds = new RpmHolds(_root.Path);
        Assert.True(holds.Read().IsSuccess);
        return holds.Paths;
    }

    private Hold? Hold() => new RpmHolds(_root.Path).Read().Value(new InstalledPackage("web", "noarch", "1.0-1"));

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(file))!);
        File.WriteAllText(_root.File(file), text);
    }
}
