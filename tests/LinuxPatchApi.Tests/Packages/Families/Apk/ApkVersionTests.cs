using LinuxPatchApi.Packages.Families.Apk;

namespace LinuxPatchApi.Tests.Packages.Families.Apk;

/// <summary>
/// The pairs are taken from the table that apk-tools is tested with, a few of each shape. apk itself is not to be had on Debian.
/// </summary>
public sealed class ApkVersionTests
{
    [Theory]
    [InlineData("""
        2.34 > 0.1.0_alpha
        0.1.0_alpha = 0.1.0_alpha
        0.1.0_alpha < 0.1.3_alpha
        0.1.0_alpha2 > 0.1.0_alpha
        1.1 > 1.1_alpha1
        1.1_alpha1 < 1.2.1
        1.3_alpha < 1.3_alpha2
        1.2 < 1.3_alpha
        0.7.0 < 0.8_beta1
        0.8_beta1 < 0.8_beta2
        2.0.0_rc3-r1 > 1.5
        0.10.0 < 0.10.1_rc1
        1.3_pre1-r1 < 1.3.2
        0.1.0_alpha_pre2 < 0.1.0_alpha
        1.0.0_pre20191002222144-r0 < 1.0.0_pre20210530193627-r0
        """)]
    [InlineData("""
        2.2.39-r1 > 1.0.4-r3
        1.0.4-r3 < 1.0.4-r4
        1.0.4-r4 < 1.6
        1.2.2-r1 > 1.2.2
        9.3.4-r2 > 9.3.4
        2.3.0b-r1 < 2.3.0b-r2
        0.9.28-r2 < 0.9.28.1
        1.3-r0 < 1.3.1-r0
        22.7-r1 < 22.7.3-r1
        """)]
    [InlineData("""
        3.1_p16 < 3.1_p17
        4.2.52_p2-r1 < 4.2.52_p4-r2
        4.5_p1-r1 > 4.5_p1
        1.8.5 < 1.8.5_p2
        1.0_p10-r0 > 1.0_p9-r0
        1.6.8_p12-r1 > 1.6.8_p9-r2
        2.9.11_pre20051101-r3 > 2.9.11_pre20051101
        """)]
    [InlineData("""
        1.06-r6 < 006
        006 > 1.0.0
        1.02.07 < 1.02.10-r1
        1.07 < 1.19
        0.17-r6 < 2.6.1
        1.0 > 0.99.3.20040818
        02.08.01b < 4.77
        7.0.17 < 7.0.174
        1.0.0 < 1.0.1
        0.01 < 0.06
        """)]
    [InlineData("""
        1.7 < 1.7b
        1.7b < 1.8.4-r3
        2.5.1-r8 < 2.5.1a-r1
        0.15.1b-r2 > 0.15.1b
        0.9.8c-r1 < 0.9.8d
        6b-r7 > 1.12-r7
        2.12r-r4 < 2.12r-r5
        0.15.1b < 1.0.1
        """)]
    public void Versions_have_the_order_of_apk(string table) => VersionTable.Holds(table, ApkVersion.Order);

    [Fact]
    public void A_release_candidate_is_older_than_its_release() => VersionTable.Holds("1.2_rc1-r0 < 1.2-r0", ApkVersion.Order);

    [Theory]
    [InlineData("1.0+foo = 1.0+foo")]
    [InlineData("99999999999999999999999 > 1")]
    public void A_version_that_apk_would_refuse_has_an_order_all_the_same(string table) => VersionTable.Holds(table, ApkVersion.Order);
}
