using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.Packages.Families.Rpm;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm;

public sealed class RpmFamilyTests : FamilyConformance
{
    private protected override IPackageFamily Family => RpmFamily.Instance;

    private protected override IReadOnlyList<EngineInfo> Engines { get; } =
        [Engine("dnf", new Version(1, 2, 6)), Engine("dnf", new Version(1, 3, 1)), Engine("dnf5", new Version(1, 4, 0))];

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
