using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb;

namespace LinuxPatchApi.Tests.Packages.Families.Deb;

public sealed class DebFamilyTests : FamilyConformance
{
    private protected override IPackageFamily Family => DebFamily.Instance;

    private protected override IReadOnlyList<EngineInfo> Engines { get; } =
        [Engine("apt", new Version(1, 2, 2)), Engine("apt", new Version(1, 2, 6)), Engine("apt", new Version(1, 3, 1)), Engine("aptcc", new Version(1, 1, 13))];

    private protected override IReadOnlyList<string> Ascending { get; } = ["1.0~rc1-1", "1.0-1", "1.0-1+b1", "1.0-1+deb12u1", "1.0a-1", "1:0.9-1"];

    [Theory]
    [InlineData("1.2.2", false)]
    [InlineData("1.2.5", true)]
    [InlineData("1.3.1", true)]
    public void An_exact_version_needs_a_PackageKit_that_minds_it(string version, bool works) =>
        Assert.Equal(works, Family.Of(Feature.ExactVersion, Engine("apt", Version.Parse(version))).IsSupported);

    [Fact]
    public void A_foreign_architecture_is_named_behind_a_colon() =>
        Assert.Equal("bash:i386", Family.Print(Family.Parse("bash:i386")));
}
