using LinuxPatchApi.Packages.Families.Deb.Database;
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
}
