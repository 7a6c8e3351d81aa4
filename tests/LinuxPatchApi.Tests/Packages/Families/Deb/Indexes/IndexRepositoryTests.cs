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
