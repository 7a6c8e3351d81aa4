using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Packages.Families.Deb.Settings;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Settings;

/// <summary>Where apt's configuration puts files. What apt itself makes of the same texts was looked at with apt-config.</summary>
public sealed class AptFilesTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public AptFilesTests() => Directory.CreateDirectory(_root.File("etc/apt/apt.conf.d"));

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("", "var/lib/dpkg")]
    [InlineData("Dir::State::status \"/srv/dpkg/status\";", "srv/dpkg")]
    [InlineData("Dir { State { status \"/srv/dpkg/status\"; }; };", "srv/dpkg")]
    [InlineData("Dir::State::status \"dpkg/status\";", "var/lib/apt/dpkg")]
    [InlineData("Dir \"/x\";", "x/var/lib/dpkg")]
    [InlineData("Dir \"/x\" { State \"y\" { status \"status\"; }; };", "x/y")]
    public void Case11_dpkgs_database_is_where_apt_says(string configuration, string directory)
    {
        _root.Write("etc/apt/apt.conf.d/50place", configuration);
        var paths = new DpkgPaths(_root.Path);
        Assert.Equal(
            new[] { "status", "info", "diversions", "updates", "lock", "lock-frontend" }.Select(n => _root.File($"{directory}/{n}")),
            [paths.Status, paths.Info, paths.Diversions, paths.Updates, .. paths.Locks.Take(2).Select(l => l.Path)]);
    }

    [Fact]
    public async Task Case11_Packages_of_a_database_that_lies_elsewhere_are_read()
    {
        _root.Write("etc/apt/apt.conf.d/50place", "Dir::State::status \"/srv/dpkg/status\";");
        Directory.CreateDirectory(_root.File("srv/dpkg"));
        _root.Write("srv/dpkg/status", "Package: web\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0\n\n");
        var read = await new DpkgInstalledSource(new DpkgPaths(_root.Path), TimeProvider.System).ReadAsync(CancellationToken.None);
        Assert.Equal("web", Assert.Single(read.Value.Packages).Name);
    }

    /// <summary>The main file is read where the parts say; a part that moves the parts moves nothing.</summary>
    [Fact]
    public void Case11_The_main_file_is_read_where_the_parts_put_it()
    {
        _root.Write("etc/apt/apt.conf.d/50place", "Dir::Etc::main \"/srv/apt.conf\"; Dir::Etc::parts \"/srv/parts\";");
        Directory.CreateDirectory(_root.File("srv/parts"));
        _root.Write("srv/parts/60more", "Dir::State \"/srv/wrong\";");
        var files = new AptFiles(_root.Path);
        Assert.Equal(_root.File("var/lib/apt/lists"), files.PathOf("Dir::State::lists"));
        _root.Write("srv/apt.conf", "Dir::State \"/srv/state\";");
        Assert.Equal(_root.File("srv/state/lists"), files.PathOf("Dir::State::lists"));
        _root.Write("srv/apt.conf", "Dir::State \"/srv/other-state\";");
        Assert.Equal(_root.File("srv/other-state/lists"), files.PathOf("Dir::State::lists"));
        File.Delete(_root.File("etc/apt/apt.conf.d/50place"));
        Assert.Equal(_root.File("var/lib/apt/lists"), files.PathOf("Dir::State::lists"));
    }

    /// <summary>Files that apt skips are not counted: what counts is sorted among all of them.</summary>
    [Fact]
    public void Case11_A_directory_of_many_files_that_apt_skips_hides_none_that_it_reads()
    {
        for (var i = 0; i < AptFiles.MostFiles; i++)
        {
            _root.Write($"etc/apt/apt.conf.d/{i:000}part.bak", "");
        }

        _root.Write("etc/apt/apt.conf.d/zz-last", "Dir::State \"/srv/state\";");
        var files = new AptFiles(_root.Path);
        Assert.Equal(_root.File("srv/state/lists"), files.PathOf("Dir::State::lists"));
        Assert.Null(files.Unreadable);
    }

    [Theory]
    [InlineData("apt.conf.d", "")]
    [InlineData("preferences.d", "")]
    [InlineData("sources.list.d", ".list")]
    public void Case04_A_directory_with_too_many_files_is_unknown_and_told(string directory, string ending)
    {
        Directory.CreateDirectory(_root.File("etc/apt/" + directory));
        for (var i = 0; i < AptFiles.MostFiles; i++)
        {
            _root.Write($"etc/apt/{directory}/{i:000}part{ending}", "");
        }

        var files = new AptFiles(_root.Path);
        Assert.Null(files.Unreadable);
        Assert.NotNull(files.Sources);
        _root.Write($"etc/apt/{directory}/one-more{ending}", "");
        Assert.Equal($"{_root.File("etc/apt/" + directory)} has more than {AptFiles.MostFiles} files that apt reads", files.Unreadable);
        Assert.Equal(directory == "sources.list.d", files.Sources is null);
        Assert.Equal(files.Unreadable, new AptIndexes(new DpkgPaths(_root.Path)).Unreadable());
        File.Delete(_root.File($"etc/apt/{directory}/one-more{ending}"));
        Assert.Null(files.Unreadable);
        Assert.NotNull(files.Sources);
    }

    [Theory]
    [InlineData("apt.conf")]
    [InlineData("apt.conf.d/50place")]
    [InlineData("preferences")]
    [InlineData("preferences.d/50pin")]
    [InlineData("sources.list")]
    [InlineData("sources.list.d/a.sources")]
    public void Case04_A_file_that_is_too_large_is_unknown_and_told(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File("etc/apt/" + name))!);
        _root.Write("etc/apt/" + name, new string('#', AptFiles.MostBytes + 1));
        var files = new AptFiles(_root.Path);
        Assert.StartsWith(_root.File("etc/apt/" + name) + ": is larger than", files.Unreadable);
        _root.Write("etc/apt/" + name, "");
        Assert.Null(files.Unreadable);
    }

    [Fact]
    public void Case04_An_included_file_that_is_too_large_is_told()
    {
        _root.Write("etc/apt/apt.conf.d/50place", "#include \"/etc/apt/more\";");
        _root.Write("etc/apt/more", new string('#', AptFiles.MostBytes + 1));
        var files = new AptFiles(_root.Path);
        Assert.StartsWith(_root.File("etc/apt/more") + ": is larger than", files.Unreadable);
        _root.Write("etc/apt/more", "Dir::State \"/srv/state\";");
        Assert.Null(files.Unreadable);
        Assert.Equal(_root.File("srv/state/lists"), files.PathOf("Dir::State::lists"));
    }

    [Fact]
    public void A_host_without_these_files_lacks_nothing()
    {
        Directory.Delete(_root.File("etc/apt"), recursive: true);
        Assert.Null(new AptFiles(_root.Path).Unreadable);
        _root.Write("etc/apt.conf", "");
        Directory.CreateDirectory(_root.File("etc/apt/apt.conf.d"));
        _root.Write("etc/apt/apt.conf.d/50none", "Dir::Etc::preferencesparts \"/etc/apt.conf\";");
        Assert.Null(new AptFiles(_root.Path).Unreadable);
    }
}
