using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Rpm;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm;

public sealed class RpmFamilyTests : FamilyConformance
{
    private protected override IPackageFamily Family => RpmFamily.Instance;

    private protected override IReadOnlyList<(string, string)> Backends { get; } = [("dnf", "1.2.6"), ("dnf", "1.3.1"), ("dnf5", "1.4.0")];

    private protected override string OsReleaseText => "NAME=\"Rocky Linux\"\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"\n";

    /// <summary>SQLite's own beginning; nothing of it is read.</summary>
    private protected override IReadOnlyDictionary<string, string> Database { get; } =
        new Dictionary<string, string> { ["var/lib/rpm/rpmdb.sqlite"] = "SQLite format 3\0", ["var/lib/rpm/rpmdb.sqlite-wal"] = "" };

    /// <summary>What was written last lies in the log until SQLite puts it into the file.</summary>
    private protected override string Changing => "var/lib/rpm/rpmdb.sqlite-wal";

    private protected override (string, string, string?) Spelled => ("glibc.i686", "glibc", "i686");

    private protected override (string, string) Lock => ("var/lib/rpm/.rpm.lock", "Kernel");

    private protected override string Kept => "etc/web.conf.rpmnew";

    private protected override IReadOnlyList<(string, bool)> FailureTexts { get; } =
        [("Error -1 running transaction", false), ("Transaction failed: ", false), ("!allow_deps is not supported", false)];

    private protected override IReadOnlyList<string> Ascending { get; } =
        ["1.0~rc1-1.el9", "1.0-1.el9", "1.0-1.el10", "1.0^git1-1.el9", "1.0.1-1.el9", "1:0.9-1.el9"];

    [Theory]
    [InlineData("bash.x86_64", "bash", "x86_64")]
    [InlineData("glibc.i686", "glibc", "i686")]
    [InlineData("bash:x86_64", "bash", "x86_64")]
    [InlineData("python3.11", "python3.11", null)]
    [InlineData("java-1.8.0-openjdk", "java-1.8.0-openjdk", null)]
    public void A_name_may_carry_its_architecture_behind_a_dot(string text, string name, string? architecture) =>
        Assert.Equal(new PackageSpec(name, architecture, null), Family.Parse(text));
}
