using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Database;

public sealed class KeptFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly IKeptFiles _files;

    public KeptFilesTests()
    {
        Write("var/lib/dpkg/status", """
            Package: web
            Status: install ok installed
            Architecture: amd64
            Version: 2
            Conffiles:
             /etc/web.conf 0123456789abcdef0123456789abcdef
             /etc/web/old.conf 0123456789abcdef0123456789abcdef obsolete
             /etc/web/a name.conf 0123456789abcdef0123456789abcdef
             /etc/web/leaves.conf 0123456789abcdef0123456789abcdef remove-on-upgrade

            Package: other
            Status: install ok installed
            Architecture: amd64
            Version: 1
            Conffiles:
             /etc/other.conf 0123456789abcdef0123456789abcdef

            """.Replace("            ", "", StringComparison.Ordinal));
        Write("var/lib/ucf/registry", "web\t/etc/web/ucf.conf\nother /etc/other/ucf.conf\n");
        _files = new KeptFiles(new DpkgPaths(_directory.Path));
    }

    public void Dispose() => _directory.Dispose();

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.File(path))!);
        File.WriteAllText(_directory.File(path), content);
    }

    [Theory]
    [InlineData("/etc/web.conf.dpkg-dist", "was kept as it is")]
    [InlineData("/etc/web.conf.dpkg-new", "is not in force")]
    [InlineData("/etc/web.conf.dpkg-old", "was replaced by the package's")]
    [InlineData("/etc/web/old.conf.dpkg-dist", "was kept as it is")]
    [InlineData("/etc/web/old.conf.dpkg-bak", "was taken away")]
    [InlineData("/etc/web/leaves.conf.dpkg-old", "was replaced by the package's")]
    [InlineData("/etc/web/a name.conf.dpkg-dist", "was kept as it is")]
    [InlineData("/etc/web/ucf.conf.ucf-dist", "was kept as it is")]
    [InlineData("/etc/web/ucf.conf.ucf-new", "was kept as it is")]
    [InlineData("/etc/web/ucf.conf.ucf-old", "was replaced by the package's")]
    public void Case21_What_lies_beside_a_configuration_file_of_a_changed_package_is_told_with_its_path(string path, string words)
    {
        var before = _files.Of(["web"], CancellationToken.None);
        Write(path[1..], "new");
        Write("etc/other.conf.dpkg-dist", "of another package");
        var reported = Assert.Single(_files.Report(before, _files.Of(["web"], CancellationToken.None), []));
        Assert.Contains(path, reported, StringComparison.Ordinal);
        Assert.Contains(words, reported, StringComparison.Ordinal);
    }

    [Fact]
    public void Case21_What_lay_there_before_is_told_only_when_it_was_replaced_or_nobody_knows()
    {
        Write("etc/web.conf.dpkg-dist", "1");
        var before = _files.Of(["web"], CancellationToken.None);
        Assert.Empty(_files.Report(before, _files.Of(["web"], CancellationToken.None), []));
        Assert.Single(_files.Report(null, _files.Of(["web"], CancellationToken.None), []));
        Write("etc/web.conf.dpkg-dist", "22");
        Assert.Single(_files.Report(before, _files.Of(["web"], CancellationToken.None), []));
    }

    /// <summary>dpkg-maintscript-helper rm_conffile: the new version's record does not name the file any more.</summary>
    [Fact]
    public void Case21_A_changed_file_that_its_package_gives_up_is_told_though_no_record_names_it_any_more()
    {
        var (before, watched) = (_files.Of(["web"], CancellationToken.None), _files.Watched(["web"], CancellationToken.None));
        Assert.Contains("/etc/web.conf", watched);
        Write("var/lib/dpkg/status", "Package: web\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3\n\n");
        Write("etc/web.conf.dpkg-bak", "ours");
        var told = Assert.Single(_files.Report(before, _files.Of(["web"], watched, CancellationToken.None), []));
        Assert.Equal(
            "the configuration file /etc/web.conf is not the package's any more and was taken away; "
            + "the host's version lies in /etc/web.conf.dpkg-bak",
            told);

        string[] printed = ["Obsolete conffile /etc/web.conf has been modified by you.", "Saving as /etc/web.conf.dpkg-bak ..."];
        Assert.Single(_files.Report(before, _files.Of(["web"], watched, CancellationToken.None), printed));
        Assert.Contains("/etc/web.conf.dpkg-bak",
            Assert.Single(_files.Report(null, _files.Of(["web"], CancellationToken.None), printed)), StringComparison.Ordinal);
    }

    [Fact]
    public void Case21_Dpkgs_own_words_are_taken_where_the_file_is_not_seen()
    {
        string[] printed =
        [
            "Setting up web (2) ...",
            "Configuration file '/etc/web.conf'",
            " ==> Modified (by you or by a script) since installation.",
            " ==> Package distributor has shipped an updated version.",
            " ==> Keeping old config file as default.",
            "Configuration file '/etc/new.conf'",
            " ==> Using new file as you requested.",
            "Installing new version of config file /etc/new.conf ...",
        ];
        Assert.Contains("/etc/web.conf.dpkg-dist", Assert.Single(_files.Report([], [], printed)), StringComparison.Ordinal);
        Assert.Single(_files.Report([], [new KeptFile("/etc/web.conf.dpkg-dist", new KeptEnding(".dpkg-dist"), "1")], printed));
    }

    [Theory]
    [InlineData(PackageLimits.KeptFilesReported, PackageLimits.KeptFilesReported)]
    [InlineData(PackageLimits.KeptFilesReported + 1, PackageLimits.KeptFilesReported + 1)]
    [InlineData(PackageLimits.KeptFilesReported + 50, PackageLimits.KeptFilesReported + 1)]
    public void Case21_Number_of_warnings_is_bounded(int files, int warnings) => Assert.Equal(
        warnings, _files.Report(
            [], [.. Enumerable.Range(0, files).Select(i => new KeptFile($"/etc/{i}.dpkg-dist", new KeptEnding(".dpkg-dist"), ""))],
                []).Count);

    [Fact]
    public void Case21_A_database_that_cannot_be_read_tells_nothing()
    {
        Write("var/lib/dpkg/status", "Package: web\nbroken");
        Assert.Empty(_files.Of(["web"], CancellationToken.None));
        Assert.Empty(((IKeptFiles)new KeptFiles(new DpkgPaths(_directory.File("none")))).Of(["web"], CancellationToken.None));
    }
}
