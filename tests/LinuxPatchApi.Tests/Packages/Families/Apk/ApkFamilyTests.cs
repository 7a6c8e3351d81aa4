using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Apk;

namespace LinuxPatchApi.Tests.Packages.Families.Apk;

public sealed class ApkFamilyTests : FamilyConformance
{
    private protected override IPackageFamily Family => ApkFamily.Instance;

    private protected override IReadOnlyList<(string, string)> Backends { get; } = [("apk", "2.0")];

    private protected override string OsReleaseText => "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.22.0\n";

    private protected override IReadOnlyDictionary<string, string> Database { get; } = new Dictionary<string, string>
    {
        ["lib/apk/db/installed"] = "C:Q1abcdefghijklmnopqrstuvwxyz0=\nP:busybox\nV:1.37.0-r12\nA:x86_64\n\n",
    };

    private protected override string Changing => "lib/apk/db/installed";

    private protected override (string, string, string?) Spelled => ("busybox", "busybox", null);

    private protected override (string, string) Lock => ("lib/apk/db/lock", "Kernel");

    private protected override string Kept => "etc/web.conf.apk-new";

    private protected override IReadOnlyList<(string, bool)> FailureTexts { get; } = [("unable to select packages", false)];

    private protected override IReadOnlyList<string> Ascending { get; } = ["1.2_rc1-r0", "1.2-r0", "1.2-r1", "1.2_p1-r0", "1.2a-r0", "1.2.1-r0"];

    [Fact]
    public void Nothing_can_be_simulated() => Assert.False(Family.Of(Feature.Simulation, Engines.First()).IsSupported);
}
