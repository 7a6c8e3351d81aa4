using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Settings;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Settings;

/// <summary>Files that an administrator masked by a link to /dev/null, and others that apt skips (apt-get with --print-uris).</summary>
public sealed class MaskedFilesTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public MaskedFilesTests()
    {
        foreach (var folder in new[] { "etc/apt/apt.conf.d", "etc/apt/sources.list.d", "etc/apt/preferences.d" })
        {
            Directory.CreateDirectory(_root.File(folder));
        }
    }

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/zero")]
    [InlineData("/nonexistent")]
    [InlineData("/tmp")]
    public void Case11_A_masked_source_hides_none_of_the_others(string target)
    {
        File.CreateSymbolicLink(_root.File("etc/apt/sources.list.d/pve-enterprise.list"), target);
        File.CreateSymbolicLink(_root.File("etc/apt/sources.list.d/ceph.sources"), target);
        _root.Write("etc/apt/sources.list.d/pve.list", "deb http://h/pve s main\n");
        Assert.Equal("h_pve_dists_s", Assert.Single(new AptFiles(_root.Path).Sources!).Release);
    }

    [Fact]
    public void Case11_A_masked_sources_list_is_an_empty_one()
    {
        File.CreateSymbolicLink(_root.File("etc/apt/sources.list"), "/dev/null");
        Assert.Empty(new AptFiles(_root.Path).Sources!);
        _root.Write("etc/apt/sources.list.d/pve.list", "deb http://h/pve s main\n");
        Assert.Single(new AptFiles(_root.Path).Sources!);
    }

    [Fact]
    public void Case11_A_source_that_cannot_be_read_still_makes_the_set_unknown()
    {
        _root.Write("etc/apt/sources.list.d/a.list", "deb http://h/pve s main\n");
        _root.Write("etc/apt/sources.list.d/b.list", new string('#', AptFiles.MostBytes + 1));
        Assert.Null(new AptFiles(_root.Path).Sources);
    }

    [Fact]
    public void Case11_Masked_preferences_and_settings_count_for_nothing()
    {
        foreach (var name in new[] { "preferences", "preferences.d/10pin", "apt.conf", "apt.conf.d/10place" })
        {
            File.CreateSymbolicLink(_root.File("etc/apt/" + name), "/dev/null");
        }

        _root.Write("etc/apt/apt.conf.d/20place", "Dir::State::lists \"/srv/lists\";");
        _root.Write("etc/apt/preferences.d/20pin", "Package: web\nPin: version 1\nPin-Priority: 900\n");
        var paths = new DpkgPaths(_root.Path);
        Assert.Equal(_root.File("srv/lists"), paths.Lists);
        Assert.False(AptPreferences.Of(paths.Apt).IsEmpty);
    }
}
