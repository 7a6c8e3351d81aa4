using LinuxPatchApi.Checks;
using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Checks;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;
using LinuxPatchApi.Packages.Families.Apk;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Repairs;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families;

/// <summary>Whether what installed packages need is there, by the package databases of the families that have no repair.</summary>
public sealed class RelationsTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("lib", null)]
    [InlineData("lib>=2", null)]
    [InlineData("lib=2", null)]
    [InlineData("lib=2-1", null)]
    [InlineData("lib<2", "needs lib<2, which is not installed")]
    [InlineData("lib>2-1", "needs lib>2-1, which is not installed")]
    [InlineData("none", "needs none, which is not installed")]
    [InlineData("libvirtual", null)]
    [InlineData("libvirtual>=1", "needs libvirtual>=1, which is not installed")]
    [InlineData("libx.so=3-64", null)]
    [InlineData("libx.so=4-64", "needs libx.so=4-64, which is not installed")]
    public async Task Case12_What_a_package_of_pacman_needs_is_looked_for(string needed, string? why)
    {
        Alpm("lib", "2-1", "%PROVIDES%\nlibvirtual\nlibx.so=3-64\n\n");
        Alpm("web", "1-1", $"%DEPENDS%\n{needed}\n\n");
        Alpm("broken", "", "");
        await AssertCheckAsync(AlpmFamily.Instance, why is null ? null : $"web 1-1 {why}");
    }

    [Theory]
    [InlineData("rival", "web 1-1 conflicts with rival")]
    [InlineData("rival<1", null)]
    [InlineData("web-server", null)] // Its own name.
    public async Task Case12_Conflicts_of_pacmans_packages_are_told(string rival, string? problem)
    {
        Alpm("rival", "1-1", "");
        Alpm("web", "1-1", $"%CONFLICTS%\n{rival}\n\n%PROVIDES%\nweb-server\n\n");
        await AssertCheckAsync(AlpmFamily.Instance, problem);
    }

    [Theory]
    [InlineData("so:libc.so.1 cmd:sh lib~2.1 lib>=2.1-r0 lib=2.1.3-r0", null)]
    [InlineData("lib~2.2", "web 1-r0 needs lib~2.2, which is not installed")]
    [InlineData("lib~2.1.30", "web 1-r0 needs lib~2.1.30, which is not installed")]
    [InlineData("so:libd.so.1", "web 1-r0 needs so:libd.so.1, which is not installed")]
    [InlineData("lib><Q1abc=", null)]
    [InlineData("!lib<2", null)]
    [InlineData("!lib>2", "web 1-r0 conflicts with lib")]
    [InlineData("!cmd:web", null)]
    public async Task Case12_What_a_package_of_apk_needs_is_looked_for(string relations, string? problem)
    {
        Directory.CreateDirectory(_root.File("lib/apk/db"));
        File.WriteAllText(
            _root.File("lib/apk/db/installed"),
            "P:lib\nV:2.1.3-r0\nA:x86_64\np:so:libc.so.1=1.2.5 cmd:sh=2.1.3-r0\n\n"
                + $"P:web\nV:1-r0\nA:x86_64\nD:{relations}\np:cmd:web=1\n\n");
        await AssertCheckAsync(ApkFamily.Instance, problem);
    }

    [Fact]
    public async Task Case12_Where_the_database_is_not_read_the_check_says_why()
    {
        var check = await CheckAsync(RpmFamily.Instance);
        Assert.Equal(
            (CheckStatus.NotTested, "of rpm's database, this version of the agent reads the owners of files only"),
            (check.Status, check.Seen));
    }

    [Fact]
    public async Task Case12_Database_that_cannot_be_read_is_no_met_dependency()
    {
        var check = await CheckAsync(ApkFamily.Instance);
        Assert.Equal(CheckStatus.NotTested, check.Status);
        Assert.StartsWith("the package database cannot be read: ", check.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void Details_of_a_package_are_those_of_pacmans_files()
    {
        Alpm("web", "1-1", "%DESC%\nA server\n\n%URL%\nhttps://web.example\n\n%LICENSE%\nMIT\nBSD\n\n%GROUPS%\nnet\n\n"
            + "%DEPENDS%\nlib>=2\nsh\n\n%OPTDEPENDS%\ndocs: the manual\n\n%PROVIDES%\nweb-server\n\n");
        Alpm("site", "1-1", "%DEPENDS%\nweb-server\n\n");
        Alpm("other", "1-1", "%DEPENDS%\nlib\n\n");
        File.WriteAllText(
            _root.File("var/lib/pacman/local/web-1-1/files"), "%FILES%\nusr/\nusr/bin/\nusr/bin/web\n\n%BACKUP%\netc/web.conf\tabc\n");
        var details = AlpmFamily.Instance.Open(_root.Path, TimeProvider.System).Details!;
        var facts = details.Read(new InstalledPackage("web", "any", "1-1"), CancellationToken.None)!;
        Assert.Equal(
            [("lib", ">=2", true), ("sh", null, true), ("docs", null, false)],
            facts.Dependencies.Select(d => (d.Name, d.Version, d.Required)));
        Assert.Equal(
            ("site", "https://web.example", "MIT, BSD", "net", "A server", "/usr/bin/web"),
            (facts.ReverseDependencies.Single(), facts.Homepage, facts.License, facts.Group, facts.Description, facts.Files.Single()));
        Assert.Null(details.Read(new InstalledPackage("none", "any", "1-1"), CancellationToken.None));
    }

    private async Task AssertCheckAsync(IPackageFamily family, string? problem)
    {
        var check = await CheckAsync(family);
        Assert.Equal((problem is null ? CheckStatus.Ok : CheckStatus.Failed, problem), (check.Status, check.Problem));
    }

    private async Task<CheckResult> CheckAsync(IPackageFamily family)
    {
        var host = family.Open(_root.Path, TimeProvider.System);
        var check = new DependenciesCheck(
            new NoRepairPlanner(), new InstalledCache(new FakeInstalledSource()), () => false, host.Relations, family);
        return (await check.RunAsync(CheckDepth.Asked, CancellationToken.None))!;
    }

    private void Alpm(string name, string version, string rest)
    {
        var folder = _root.File($"var/lib/pacman/local/{name}-{version}");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "desc"), version.Length == 0 ? "" : $"%NAME%\n{name}\n\n%VERSION%\n{version}\n\n{rest}");
    }
}
