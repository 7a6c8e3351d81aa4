using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Alpm;

public sealed class AlpmDatabaseTests : IDisposable
{
    private static readonly InstalledPackage Web = new("web", "any", "1-1");
    private readonly TemporaryDirectory _root = new();

    public AlpmDatabaseTests()
    {
        Write("web-1-1/desc", "%NAME%\nweb\n\n%VERSION%\n1-1\n\n%DESC%\na server\n\n%DEPENDS%\nlibc>=2\n\n%OPTDEPENDS%\ndb: to store\n");
        Write("web-1-1/files", "%FILES%\nusr/\nusr/web\n\n%BACKUP%\netc/web\t0\n");
        Write("site-1-1/desc", "%NAME%\nsite\n\n%VERSION%\n1-1\n\n%DEPENDS%\nweb\n");
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Details_are_those_of_the_package_and_of_what_needs_it()
    {
        var facts = Facts()!;
        Assert.Equal(("a server", "/usr/web", "site"), (facts.Description, string.Join(' ', facts.Files), facts.ReverseDependencies[0]));
        Assert.Equal(
            [("libc", ">=2", true), ("db", null, false)], facts.Dependencies.Select(d => (d.Name, d.Version, d.Required)));
    }

    /// <summary>Other packages' files say only what needs this one.</summary>
    [Fact]
    public void An_odd_file_of_another_package_takes_no_details_away()
    {
        Directory.CreateDirectory(_root.File("var/lib/pacman/local/odd-1-1/desc"));
        Write("bomb-1-1/desc", new string('x', 9 << 20));
        Assert.Equal("site", Assert.Single(Facts()!.ReverseDependencies));
    }

    [Theory]
    [InlineData("desc")]
    [InlineData("files")]
    public void A_package_whose_own_files_are_without_end_has_no_details(string name)
    {
        Write($"web-1-1/{name}", string.Concat(Enumerable.Repeat("%FILES%\nusr/share/icons/a/b/c/d\n", 400_000)));
        Assert.Null(Facts());
    }

    [Fact]
    public void Owners_are_those_whose_lists_name_the_file()
    {
        Write("site-1-1/files", "%FILES%\nusr/\nusr/web\nusr/site\n");
        Write("bomb-1-1/files", new string('x', 9 << 20));
        Write("nameless-1-1/files", "%FILES%\nusr/site\n");
        Directory.CreateDirectory(_root.File("var/lib/pacman/local/odd-1-1/files"));
        var owners = AlpmFamily.Instance.Open(_root.Path, TimeProvider.System)
            .Owners!(new HashSet<string> { "/usr/web", "/usr/site", "/usr/", "/usr", "/etc/web", "/opt/mine" });
        Assert.Equal(
            ["/usr/site: site", "/usr/web: site web"],
            owners.Select(o => $"{o.Key}: {string.Join(' ', o.Value)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_host_without_a_database_knows_no_owner()
    {
        Directory.Delete(_root.File("var"), recursive: true);
        Assert.Empty(AlpmFamily.Instance.Open(_root.Path, TimeProvider.System).Owners!(new HashSet<string> { "/usr/web" }));
    }

    private PackageFacts? Facts() =>
        new PackageCatalogue(null, AlpmFamily.Instance.Open(_root.Path, TimeProvider.System).Details, new FakeEngine(), AlpmFamily.Instance)
            .Facts(Web, CancellationToken.None);

    private void Write(string path, string text)
    {
        var file = _root.File($"var/lib/pacman/local/{path}");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
