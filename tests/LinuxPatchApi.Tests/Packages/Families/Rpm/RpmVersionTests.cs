using System.Globalization;
using System.Text;
using CsCheck;
using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm;

/// <summary>The tables hold the pairs of rpm's own tests of rpmvercmp; the property compares with the rpm program itself.</summary>
public sealed class RpmVersionTests
{
    [Theory]
    [InlineData("""
        1.0 = 1.0
        1.0 < 2.0
        2.0.1 = 2.0.1
        2.0 < 2.0.1
        2.0.1a = 2.0.1a
        2.0.1a > 2.0.1
        5.5p1 = 5.5p1
        5.5p1 < 5.5p2
        5.5p10 = 5.5p10
        5.5p1 < 5.5p10
        10xyz < 10.1xyz
        xyz10 < xyz10.1
        xyz.4 = xyz.4
        xyz.4 < 8
        xyz.4 < 2
        5.5p2 < 5.6p1
        5.6p1 < 6.5p1
        6.0.rc1 > 6.0
        10b2 > 10a1
        10a2 < 10b2
        1.0a < 1.0aa
        10.0001 = 10.1
        10.0001 < 10.0039
        4.999.9 < 5.0
        20101121 < 20101122
        2_0 = 2.0
        """)]
    [InlineData("""
        a+ = a_
        +a = _a
        +_ = _+
        + = _
        """)]
    [InlineData("""
        1.0~rc1 = 1.0~rc1
        1.0~rc1 < 1.0
        1.0~rc1 < 1.0~rc2
        1.0~rc1~git123 = 1.0~rc1~git123
        1.0~rc1~git123 < 1.0~rc1
        """)]
    [InlineData("""
        1.0^ = 1.0^
        1.0^ > 1.0
        1.0^git1 = 1.0^git1
        1.0^git1 > 1.0
        1.0^git1 < 1.0^git2
        1.0^git1 < 1.01
        1.0^20160101 = 1.0^20160101
        1.0^20160101 < 1.0.1
        1.0^20160101^git1 = 1.0^20160101^git1
        1.0^20160102 > 1.0^20160101^git1
        1.0~rc1^git1 > 1.0~rc1
        1.0^git1~pre < 1.0^git1
        """)]
    [InlineData("""
        1:1.0-1 > 2.0-1
        0:1.0-1 = 1.0-1
        1.0-1 < 1.0-2
        1.0-1 < 1.0-1.fc40
        1.0-1.el9 < 1.0-1.el10
        1.0-9 < 1.0-10
        1.0 < 1.0-1
        1.0~beta-1 < 1.0-1
        """)]
    public void Versions_have_the_order_of_rpm(string table) => VersionTable.Holds(table, RpmVersion.Order);

    [Theory]
    [InlineData("1.0.a < 1.0.1")]
    [InlineData("1.0^git1 < 1.0.1")]
    [InlineData("2.0a > 2.0")]
    public void Versions_differ_from_the_order_of_other_families(string table) => VersionTable.Holds(table, RpmVersion.Order);

    [Fact]
    public void Any_two_versions_have_the_order_that_rpm_gives_them()
    {
        var version = Gen.Char["019aZ.~^_"].Array[1, 7].Select(c => "1" + new string(c));
        Gen.Select(version, version).Array[300].Sample(AssertAsRpm, iter: 1);
    }

    private static void AssertAsRpm((string A, string B)[] pairs)
    {
        var script = new StringBuilder();
        foreach (var (a, b) in pairs)
        {
            script.Append(CultureInfo.InvariantCulture, $"print(rpm.vercmp(\"{a}\", \"{b}\") .. ' ')\n");
        }

        var answers = Tool.Succeed("rpm", "--eval", $"%{{lua: {script}}}")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(pairs.Length, answers.Length);
        Assert.All(pairs.Zip(answers), p =>
            Assert.Equal((p.First, int.Parse(p.Second, CultureInfo.InvariantCulture)),
                (p.First, RpmVersion.ComparePart(p.First.A, p.First.B))));
    }
}
