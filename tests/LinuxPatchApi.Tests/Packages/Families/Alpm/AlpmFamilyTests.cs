using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Alpm;

namespace LinuxPatchApi.Tests.Packages.Families.Alpm;

public sealed class AlpmFamilyTests : FamilyConformance
{
    private protected override IPackageFamily Family => AlpmFamily.Instance;

    private protected override IReadOnlyList<(string, string)> Backends { get; } = [("alpm", "1.3.1"), ("alpm", "1.4.0")];

    private protected override string OsReleaseText => "NAME=\"EndeavourOS\"\nID=\"endeavouros\"\nID_LIKE=\"arch\"\nBUILD_ID=rolling\n";

    private protected override IReadOnlyDictionary<string, string> Database { get; } = new Dictionary<string, string>
    {
        ["var/lib/pacman/local/ALPM_DB_VERSION"] = "9\n",
        ["var/lib/pacman/local/web-1-1/desc"] = "%NAME%\nweb\n\n%VERSION%\n1-1\n\n%ARCH%\nany\n",
    };

    private protected override string Changing => "var/lib/pacman/local/web-2-1";

    private protected override (string, string, string?) Spelled => ("bash:any", "bash", "any");

    private protected override (string, string) Lock => ("var/lib/pacman/db.lck", "Presence");

    private protected override string Kept => "etc/web.conf.pacnew";

    private protected override IReadOnlyList<(string, bool)> FailureTexts { get; } = [("could not satisfy dependencies", false)];

    private protected override IReadOnlyList<string> Ascending { get; } = ["1.0rc1-1", "1.0-1", "1.0-2", "1.0.a-1", "1.0.1-1", "1:0.9-1"];

    [Fact]
    public void A_partial_upgrade_does_not_work() => Assert.False(Family.Of(Feature.PartialUpgrade, Engines.Last()).IsSupported);
}
