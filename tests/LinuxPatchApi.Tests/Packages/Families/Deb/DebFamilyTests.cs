using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Deb;

namespace LinuxPatchApi.Tests.Packages.Families.Deb;

public sealed class DebFamilyTests : FamilyConformance
{
    private protected override IPackageFamily Family => DebFamily.Instance;

    private protected override IReadOnlyList<(string, string)> Backends { get; } =
        [("apt", "1.2.5"), ("apt", "1.2.6"), ("apt", "1.3.1"), ("aptcc", "1.1.13")];

    private protected override string OsReleaseText =>
        "NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=\"21.3\"\n";

    private protected override IReadOnlyDictionary<string, string> Database { get; } = new Dictionary<string, string>
    {
        ["var/lib/dpkg/status"] =
            "Package: web\nStatus: install ok installed\nArchitecture: all\nVersion: 1-1\n"
            + "Conffiles:\n /etc/web.conf 0123456789abcdef0123456789abcdef\n\n",
        ["var/lib/dpkg/info/web.list"] = "/.\n/etc\n/etc/web.conf\n",
    };

    private protected override string Changing => "var/lib/dpkg/status";

    private protected override (string, string, string?) Spelled => ("bash:i386", "bash", "i386");

    private protected override (string, string) Lock => ("var/lib/dpkg/lock-frontend", "Kernel");

    private protected override string Kept => "etc/web.conf.dpkg-dist";

    private protected override IReadOnlyList<(string, bool)> FailureTexts { get; } =
    [
        ("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 12 (apt-get)", true),
        ("E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?", true),
        ("E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. ", false),
        ("E: Unable to parse package file /var/lib/dpkg/status (1)", false),
    ];

    private protected override IReadOnlyList<string> Ascending { get; } =
        ["1.0~rc1-1", "1.0-1", "1.0-1+b1", "1.0-1+deb12u1", "1.0a-1", "1:0.9-1"];

    [Theory]
    [InlineData("1.2.2", false)]
    [InlineData("1.2.5", true)]
    [InlineData("1.3.1", true)]
    public void An_exact_version_needs_a_PackageKit_that_minds_it(string version, bool works) =>
        Assert.Equal(works, Family.Of(Feature.ExactVersion, Engine("apt", version)).IsSupported);

    [Fact]
    public void A_foreign_architecture_is_named_behind_a_colon() =>
        Assert.Equal("bash:i386", Family.Print(Family.Parse("bash:i386")));
}
