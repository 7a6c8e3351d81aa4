using LinuxPatchApi.Packages.Families.Alpm;

namespace LinuxPatchApi.Tests.Packages.Families.Alpm;

/// <summary>The pairs are those of pacman's own tests of vercmp(8) and of its manual page.</summary>
public sealed class AlpmVersionTests
{
    [Theory]
    [InlineData("""
        1.5.0 = 1.5.0
        1.5.1 > 1.5.0
        1.5.1 > 1.5
        1.5 < 1.5.1
        1.0. < 1.0.1
        """)]
    [InlineData("""
        1.5.0-1 = 1.5.0-1
        1.5.0-1 < 1.5.0-2
        1.5.0-1 < 1.5.1-1
        1.5.0-2 < 1.5.1-1
        1.5-1 < 1.5.1-1
        1.5-2 < 1.5.1-1
        1.5-2 < 1.5.1-2
        1.5-1.1 > 1.5-1
        """)]
    [InlineData("""
        1.5 = 1.5-1
        1.1-1 = 1.1
        1.0-1 < 1.1
        1.1-1 > 1.0
        """)]
    [InlineData("""
        1.5b-1 < 1.5-1
        1.5b < 1.5
        1.5b-1 < 1.5
        1.5b < 1.5.1
        1.0a < 1.0alpha
        1.0alpha < 1.0b
        1.0b < 1.0beta
        1.0beta < 1.0rc
        1.0rc < 1.0
        """)]
    [InlineData("""
        1.5.a > 1.5
        1.5.b > 1.5.a
        1.5.1 > 1.5.b
        1.5.b-1 = 1.5.b
        1.5-1 < 1.5.b
        """)]
    [InlineData("""
        2.0 = 2_0
        2.0_a = 2_0.a
        2.0a < 2.0.a
        2___a > 2_a
        """)]
    [InlineData("""
        0:1.0 = 0:1.0
        0:1.0 < 0:1.1
        1:1.0 > 0:1.0
        1:1.0 > 0:1.1
        1:1.0 < 2:1.1
        1:1.0 > 0:1.0-1
        1:1.0-1 > 0:1.1-1
        0:1.0 = 1.0
        0:1.0 < 1.1
        0:1.1 > 1.0
        1:1.0 > 1.0
        1:1.0 > 1.1
        1:1.1 > 1.1
        """)]
    public void Versions_have_the_order_of_vercmp(string table) => VersionTable.Holds(table, AlpmVersion.Order);

    [Theory]
    [InlineData("1.0.a < 1.0.1")]
    [InlineData("1.0^git1 < 1.0.1")]
    [InlineData("1.0~rc1 > 1.0")]
    [InlineData("2.0a < 2.0")]
    public void Versions_differ_from_the_order_of_other_families(string table) => VersionTable.Holds(table, AlpmVersion.Order);
}
