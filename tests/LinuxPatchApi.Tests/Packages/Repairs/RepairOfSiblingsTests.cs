using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Families.Deb.Relations;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Repairs;

/// <summary>
/// The builds of one package for several architectures (Multi-Arch: same). apt-get 2.6, asked to fix such a state, removes the one whose
/// version differs from the other's, fully installed or not.
/// </summary>
public sealed class RepairOfSiblingsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DpkgPaths _paths;

    public RepairOfSiblingsTests()
    {
        _paths = new DpkgPaths(_directory.Path);
        Directory.CreateDirectory(_paths.Updates);
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("installed", "1.1", "same", true)]
    [InlineData("unpacked", "1.1", "same", true)]
    [InlineData("half-configured", "1.1", "same", true)]
    [InlineData("installed", "1.0", "same", false)]
    [InlineData("unpacked", "1.0", "same", false)]
    public void Case01_Siblings_of_different_versions_are_an_obstacle(string state, string version, string multiArch, bool isObstacle)
    {
        Status(
            Record("libx", state, "amd64", version, multiArch),
            Record("libx", "installed", "i386", "1.0", multiArch),
            Record("wine", "installed", "i386", "1.0", "no", "Depends: libx\n"),
            Record("dpkg", "installed", "amd64", "1.22", "foreign"));
        var plan = new DpkgRepairPlanner(_paths).Plan(CancellationToken.None)!.Value.Value;
        Assert.Equal(isObstacle, plan.Refusal(force: false) is not null);
        if (isObstacle)
        {
            Assert.Equal(["libx:amd64", "libx:i386", "wine:i386"], plan.AtWorst.Select(p => $"{p.Name}:{p.Architecture}"));
            Assert.Contains("libx:i386 1.0", plan.Obstacles[0].Why, StringComparison.Ordinal);
        }
    }

    private void Status(params string[] records) => File.WriteAllText(_paths.Status, string.Join('\n', records));

    private static string Record(string name, string state, string architecture, string version, string multiArch, string fields = "") =>
        $"Package: {name}\nStatus: install ok {state}\nMulti-Arch: {multiArch}\nArchitecture: {architecture}\n"
        + $"Version: {version}\n{fields}Description: d\n";
}
