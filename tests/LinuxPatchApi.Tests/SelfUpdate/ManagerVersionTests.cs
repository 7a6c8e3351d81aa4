using LinuxPatchApi.SelfUpdate;

namespace LinuxPatchApi.Tests.SelfUpdate;

public sealed class ManagerVersionTests
{
    [Theory]
    [InlineData("3.0.0", "3.0.0", 0)]
    [InlineData("v3.0.0", "3.0.0", 0)]
    [InlineData("3.0.0-1", "3.0.0-2", 0)]
    [InlineData("3.0.0-1.el9", "3.0.0", 0)]
    [InlineData("1:3.0.0-1", "3.0.0", 0)]
    [InlineData("3.0", "3.0.0", 0)]
    [InlineData("2.6.9", "3.0.0", -1)]
    [InlineData("3.0.10", "3.0.9", 1)]
    [InlineData("3.1", "3.0.9", 1)]
    public void Numbers_between_dots_are_compared_as_the_manager_does(string a, string b, int order)
    {
        Assert.Equal(order, ManagerVersion.Compare(a, b));
        Assert.Equal(-order, ManagerVersion.Compare(b, a));
    }

    [Theory]
    [InlineData("3.0.0~rc1")]
    [InlineData("3.0.0+build")]
    [InlineData("3..0")]
    [InlineData("99999999999.0")]
    [InlineData("")]
    public void What_is_not_numbers_between_dots_has_no_order(string version)
    {
        Assert.Null(ManagerVersion.Compare(version, "3.0.0"));
        Assert.Null(ManagerVersion.Compare("3.0.0", version));
    }

    [Fact]
    public void Same_version_is_what_the_manager_compares_health_with()
    {
        Assert.True(ManagerVersion.Same("3.0.1", "v3.0.1-1~el9"));
        Assert.False(ManagerVersion.Same("3.0.1", "3.0.1~rc1"));
    }
}
