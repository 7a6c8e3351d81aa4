using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Indexes;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Indexes;

/// <summary>Which release file belongs to an index. File names are those that apt itself made of these lines.</summary>
public sealed class IndexRepositoryTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly DpkgPaths _paths;

    public IndexRepositoryTests()
    {
        _paths = new DpkgPaths(_root.Path);
        Directory.CreateDirectory(_paths.Lists);
        Directory.CreateDirectory(_root.File("etc/apt"));
        Directory.CreateDirectory(_root.File("var/lib/dpkg"));
        File.WriteAllText(_root.File("var/lib/dpkg/arch"), "amd64\ni386\n");
    }

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("deb http://h/ubuntu noble main/debug", "h_ubuntu_dists_noble", "_main_debug_binary-amd64", "main/debug")]
    [InlineData("deb http://h/ubuntu noble main main/debug", "h_ubuntu_dists_noble", "_main_debug_binary-amd64", "main/debug")]
    [InlineData("deb http://h/ubuntu noble main/debug main", "h_ubuntu_dists_noble", "_main_binary-amd64", "main")]
    [InlineData("deb http://h/debian bookworm/updates main", "h_debian_dists_bookworm_updates", "_main_binary-amd64", "main")]
    [InlineData("deb http://h/d bookworm updates/main", "h_d_dists_bookworm", "_updates_main_binary-amd64", "updates/main")]
    [InlineData("deb http://h/d bookworm/x y/z", "h_d_dists_bookworm_x", "_y_z_binary-amd64", "y/z")]
    [InlineData("deb http://h/a_b s_t c_d", "h_a%5fb_dists_s%5ft", "_c%5fd_binary-amd64", "c_d")]
    [InlineData("deb http://h/d s main", "h_d_dists_s", "_main_binary-all", "main")]
    [InlineData("deb http://h/d s main", "h_d_dists_s", "_main_binary-i386", "main")]
    [InlineData("deb http://h/d s a/binary-b", "h_d_dists_s", "_a_binary-b_binary-amd64", "a/binary-b")]
    [InlineData("deb cdrom:[Debian GNU/Linux #1]/ s main # x", "Debian%20GNU_Linux%20%231_dists_s", "_main_binary-amd64", "main")]
    [InlineData("deb file:/srv/my%20repo s main", "_srv_my%20repo_dists_s", "_main_binary-amd64", "main")]
    [InlineData("deb http://[2001:db8::1]/d s main", "2001:db8::1_d_dists_s", "_main_binary-amd64", "main")]
    [InlineData("deb http://h/d s+x main", "h_d_dists_s%252bx", "_main_binary-amd64", "main")]
    [InlineData("deb http://h/d a~b/c/", "h_d_a%257eb_c", "", "")]
    [InlineData("deb http://h/d s a:b", "h_d_dists_s", "_a:b_binary-amd64", "a:b")]
    [InlineData("deb [arch=amd64 arch+=i386] http://h/d s main", "h_d_dists_s", "_main_binary-i386", "main")]
    [InlineData("deb http://h/d ./", "h_d_.", "", "")]
    [InlineData("deb http://h/d /", "h_d", "", "")]
    [InlineData("deb http://h/d dir/", "h_d_dir", "", "")]
    [InlineData("deb http://h dists/s/main/binary-amd64/", "h_dists_s_main_binary-amd64", "", "")]
    public void Case11_The_release_file_is_that_of_the_source(string line, string release, string index, string component)
    {
        File.WriteAllText(_root.File("etc/apt/sources.list"), line + "\n");
        Write(release, index);
        var update = Assert.Single(
            new AptIndexes(_paths).Newer(Inventories.Of("web=1/amd64", "dpkg=1/amd64"), CancellationToken.None));
        Assert.Equal(
            (null, true, $"debian-stable-security-{component}".TrimEnd('-')),
            (update.Blocked, update.Security, update.Package.Repository));
        var repository = Assert.Single(new AptReleases(_paths).Read()!);
        Assert.Equal((true, "Debian-Security"), (repository.HasIndex, repository.Release?.Label));
    }

    [Theory]
    [InlineData("h_ubuntu_dists_noble", "_main_debug_binary-amd64", "main/debug")]
    [InlineData("h_debian_dists_bookworm_updates", "_main_binary-amd64", "main")]
    [InlineData("h_dists_s_main_binary-amd64", "", "")]
    [InlineData("h_d_.", "", "")]
    public void Case11_Without_known_sources_the_release_file_beside_the_index_is_found(string release, string index, string component)
    {
        File.WriteAllText(_root.File("etc/apt/sources.list"), "no source\n");
        Write(release, index);
        var update = Assert.Single(
            new AptIndexes(_paths).Newer(Inventories.Of("web=1/amd64", "dpkg=1/amd64"), CancellationToken.None));
        Assert.Equal(
            (null, true, $"debian-stable-security-{component}".TrimEnd('-')),
            (update.Blocked, update.Security, update.Package.Repository));
    }

    [Theory]
    [InlineData("Types: deb\nURIs: http://h/d\nSuites: s\nComponents: main\n", true)]
    [InlineData("Types: deb deb-src\nURIs: http://h/d\nSuites: ./\n", true)]
    [InlineData("Types: deb\nURIs: http://h/d\nSuites: s\n", false)]
    [InlineData("Types: deb\nURIs: http://h/d\nSuites: ./\nComponents: main\n", false)]
    [InlineData("Types: rpm\nURIs: http://h/d\nSuites: s\nComponents: main\n", false)]
    [InlineData("URIs: http://h/d\nSuites: s\nComponents: main\n", false)]
    [InlineData("Types: deb\nURIs: h/d\nSuites: s\nComponents: main\n", false)]
    public void Case11_A_stanza_that_apt_refuses_makes_the_sources_unknown(string stanza, bool isKnown)
    {
        Directory.CreateDirectory(_root.File("etc/apt/sources.list.d"));
        File.WriteAllText(_root.File("etc/apt/sources.list.d/a.sources"), stanza);
        Assert.Equal(isKnown, _paths.Apt.Sources is not null);
    }

    [Fact]
    public void Case11_Option_of_one_line_counts_in_apts_spelling_only()
    {
        File.WriteAllText(_root.File("etc/apt/sources.list"), "deb [Trusted=yes] http://h/d s main\ndeb [trusted=yes] http://h/e s main\n");
        Assert.Equal([null, true], _paths.Apt.Sources!.Select(s => s.Trusted));
    }

    [Fact]
    public void Case11_A_repository_without_a_signature_is_still_unauthenticated()
    {
        File.WriteAllText(_root.File("etc/apt/sources.list"), "deb http://h/ubuntu noble main/debug\n");
        Write("h_ubuntu_dists_noble", "_main_debug_binary-amd64");
        File.Move(
            Path.Combine(_paths.Lists, "h_ubuntu_dists_noble_InRelease"), Path.Combine(_paths.Lists, "h_ubuntu_dists_noble_Release"));
        var update = Assert.Single(
            new AptIndexes(_paths).Newer(Inventories.Of("web=1/amd64", "dpkg=1/amd64"), CancellationToken.None));
        Assert.Equal("unauthenticated", update.Blocked?.WireName);
    }

    private void Write(string release, string index)
    {
        File.WriteAllText(
            Path.Combine(_paths.Lists, release + "_InRelease"), "Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\n");
        File.WriteAllText(
            Path.Combine(_paths.Lists, $"{release}{index}_Packages"), "Package: web\nArchitecture: amd64\nVersion: 2\n");
    }
}
