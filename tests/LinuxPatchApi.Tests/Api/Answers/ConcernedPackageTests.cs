using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Tests.Packages;

namespace LinuxPatchApi.Tests.Api.Answers;

/// <summary>What a refusal says of the packages that it names.</summary>
public sealed class ConcernedPackageTests
{
    [Fact]
    public void Named_package_has_its_installed_and_its_offered_version() => Assert.Equal(
        [new ConcernedPackage("web", "amd64", "1", "2")],
        ConcernedPackage.Of(["web"], Inventories.Of("web=1"), [Inventories.Update("web")]));

    [Fact]
    public void Package_may_be_named_with_its_architecture_and_lack_either_version()
    {
        Assert.Equal([new ConcernedPackage("web", "amd64", "1", null)], ConcernedPackage.Of(["web:amd64"], Inventories.Of("web=1"), []));
        // An update that moves the package to another architecture is that of the installed one.
        Assert.Equal(
            [new ConcernedPackage("web", "all", "1", "2")],
            ConcernedPackage.Of(["web:all"], Inventories.Of("web=1/all", "dpkg=1"), [Inventories.Update("web")]));
        Assert.Equal(
            [new ConcernedPackage("web", "amd64", "1", "2")],
            ConcernedPackage.Of(["web:amd64"], Inventories.Of("web=1/all", "dpkg=1"), [Inventories.Update("web")]));
        Assert.Equal([new ConcernedPackage("web", "amd64", null, "2")], ConcernedPackage.Of(["web"], null, [Inventories.Update("web")]));
    }

    [Fact]
    public void Unknown_name_has_no_entry() =>
        Assert.Empty(ConcernedPackage.Of(["other", "web:i386"], Inventories.Of("web=1"), [Inventories.Update("web")]));
}
