using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;

namespace LinuxPatchApi.Tests.Packages.Families.Alpm;

public sealed class AlpmFamilyTests : FamilyConformance
{
    private protected override IPackageFamily Family => AlpmFamily.Instance;

    private protected override IReadOnlyList<EngineInfo> Engines { get; } = [Engine("alpm", new Version(1, 3, 1)), Engine("pacman", new Version(1, 4, 0))];

    private protected override IReadOnlyList<string> Ascending { get; } = ["1.0rc1-1", "1.0-1", "1.0-2", "1.0.a-1", "1.0.1-1", "1:0.9-1"];

    [Fact]
    public void A_partial_upgrade_does_not_work() => Assert.False(Family.Of(Feature.PartialUpgrade, Engines[1]).IsSupported);
}
