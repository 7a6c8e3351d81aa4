using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Apk;

namespace LinuxPatchApi.Tests.Packages.Families.Apk;

public sealed class ApkFamilyTests : FamilyConformance
{
    private protected override IPackageFamily Family => ApkFamily.Instance;

    private protected override IReadOnlyList<EngineInfo> Engines { get; } = [Engine("apk", new Version(2, 0))];

    private protected override IReadOnlyList<string> Ascending { get; } = ["1.2_rc1-r0", "1.2-r0", "1.2-r1", "1.2_p1-r0", "1.2a-r0", "1.2.1-r0"];

    [Fact]
    public void Nothing_can_be_simulated() => Assert.False(Family.Of(Feature.Simulation, Engines[0]).IsSupported);
}
