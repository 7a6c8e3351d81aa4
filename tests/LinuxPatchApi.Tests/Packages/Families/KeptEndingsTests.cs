using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families;

/// <summary>Configuration files that a change left beside the host's own, in every family.</summary>
public sealed class KeptEndingsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("rpm", "etc/web/web.conf.rpmnew",
        "the configuration file /etc/web/web.conf was kept as it is on the host; "
            + "the package's new version lies in /etc/web/web.conf.rpmnew")]
    [InlineData("rpm", "etc/web.conf.rpmsave",
        "the configuration file /etc/web.conf was replaced by the package's; the former one lies in /etc/web.conf.rpmsave")]
    [InlineData("rpm", "etc/gone.conf.rpmsave",
        "the configuration file /etc/gone.conf is not the package's any more and was taken away; "
            + "the host's version lies in /etc/gone.conf.rpmsave")]
    [InlineData("rpm", "etc/web.conf.rpmorig",
        "the configuration file /etc/web.conf was replaced by the package's; the former one lies in /etc/web.conf.rpmorig")]
    [InlineData("alpm", "etc/gone.conf.pacsave",
        "the configuration file /etc/gone.conf is not the package's any more and was taken away; "
            + "the host's version lies in /etc/gone.conf.pacsave")]
    [InlineData("alpm", "etc/pacman.d/mirrorlist.pacnew",
        "the configuration file /etc/pacman.d/mirrorlist was kept as it is on the host; "
            + "the package's new version lies in /etc/pacman.d/mirrorlist.pacnew")]
    [InlineData("alpm", "etc/web.conf.pacsave",
        "the configuration file /etc/web.conf was replaced by the package's; the former one lies in /etc/web.conf.pacsave")]
    [InlineData("apk", "etc/web.conf.apk-new",
        "the configuration file /etc/web.conf was kept as it is on the host; the package's new version lies in /etc/web.conf.apk-new")]
    [InlineData("rpm", "opt/web.conf.rpmnew",
        "the configuration file /opt/web.conf was kept as it is on the host; the package's new version lies in /opt/web.conf.rpmnew")]
    [InlineData("rpm", "var/lib/web/etc/web.conf.rpmnew",
        "the configuration file /var/lib/web/etc/web.conf was kept as it is on the host; "
            + "the package's new version lies in /var/lib/web/etc/web.conf.rpmnew")]
    [InlineData("alpm", "boot/loader/web.conf.pacnew",
        "the configuration file /boot/loader/web.conf was kept as it is on the host; "
            + "the package's new version lies in /boot/loader/web.conf.pacnew")]
    internal void Case21_What_a_change_left_is_told_in_every_family(string family, string left, string words)
    {
        var kept = FamilyTable.All.Single(f => f.Name == family).Open(_directory.Path, TimeProvider.System).KeptFiles;
        Write("etc/web.conf", "ours");
        Write("etc/old.rpmnew", "lies there for years");
        Write("etc/old.pacnew", "lies there for years");
        Write("etc/old.apk-new", "lies there for years");
        var before = kept.Of(["web"], CancellationToken.None);
        Write(left, "theirs");
        Write("etc/other.bak", "nobody's");
        Write("var/lib/a/b/c/d/too-deep.rpmnew", "a service's own");
        Assert.Equal([words], kept.Report(before, kept.Of(["web"], CancellationToken.None), []));
    }

    [Fact]
    public void Case21_No_ending_means_two_things() =>
        Assert.Empty(FamilyTable.All.SelectMany(f => f.KeptEndings).GroupBy(e => e.Ending).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void Case21_No_package_no_look() =>
        Assert.Empty(FamilyTable.All.Single(f => f.Name == "rpm").Open(_directory.Path, TimeProvider.System)
            .KeptFiles.Of([], CancellationToken.None));

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.File(path))!);
        File.WriteAllText(_directory.File(path), text);
    }
}
