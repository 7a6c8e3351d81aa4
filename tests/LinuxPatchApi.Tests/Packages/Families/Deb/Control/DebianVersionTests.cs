using System.Text;
using CsCheck;
using LinuxPatchApi.Packages.Families.Deb.Control;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Control;

public sealed class DebianVersionTests
{
    [Theory]
    [InlineData("1.0", "1.0", 0)]
    [InlineData("1.0", "1.0-0", 0)]
    [InlineData("0:1.0", "1.0", 0)]
    [InlineData("1.00", "1.0", 0)]
    [InlineData("1.0~~", "1.0~~a", -1)]
    [InlineData("1.0~~a", "1.0~", -1)]
    [InlineData("1.0~", "1.0", -1)]
    [InlineData("1.0", "1.0a", -1)]
    [InlineData("1.0~beta1~svn1245", "1.0~beta1", -1)]
    [InlineData("1.9", "1.10", -1)]
    [InlineData("9", "1:1", -1)]
    [InlineData("1.0-1", "1.0-1+deb12u1", -1)]
    [InlineData("1.0-1", "1.0-1~bpo1", 1)]
    [InlineData("1.0a", "1.0+", -1)]
    [InlineData("1-2-3", "1-10-1", -1)]
    [InlineData("99999999999999999999999998", "99999999999999999999999999", -1)]
    [InlineData("2.7.4+reloaded2-13ubuntu1", "2.7.4+reloaded2-14", -1)]
    public void Versions_have_the_order_of_deb_version(string a, string b, int expected)
    {
        Assert.Equal(expected, Math.Sign(DebianVersion.Order.Compare(a, b)));
        Assert.Equal(-expected, Math.Sign(DebianVersion.Order.Compare(b, a)));
    }

    [Fact]
    public void Any_two_versions_have_the_order_that_dpkg_gives_them()
    {
        var part = Gen.Char["012aZ.+~"].Array[0, 5].Select(c => new string(c));
        var version =
            from epoch in Gen.Int[0, 2]
            from start in Gen.Int[0, 12]
            from upstream in part
            from revision in part
            select (epoch == 0 ? "" : $"{epoch}:") + start + upstream + (revision.Length == 0 ? "" : "-" + revision);
        Gen.Select(version, version).Array[150].Sample(AssertAsDpkg, iter: 1);
    }

    private static void AssertAsDpkg((string, string)[] pairs)
    {
        // One shell for all pairs: a process each would take seconds.
        var script = new StringBuilder();
        foreach (var (a, b) in pairs)
        {
            var greater = $"dpkg --compare-versions '{a}' gt '{b}' && echo 1 || echo 0";
            script.Append($"dpkg --compare-versions '{a}' lt '{b}' && echo -1 || {{ {greater}; }}\n");
        }
        var answers = Tool.Succeed("sh", "-c", script.ToString()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(pairs.Length, answers.Length);
        Assert.All(pairs.Zip(answers), p =>
            Assert.Equal((p.First, p.Second), (p.First, Math.Sign(DebianVersion.Order.Compare(p.First.Item1, p.First.Item2)).ToString())));
    }
}
