using LinuxPatchApi.Api.Input;

namespace LinuxPatchApi.Tests.Api.Input;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("7zip", true)]
    [InlineData("g++", true)]
    [InlineData("lib.so_x-1", true)]
    [InlineData("libc6:amd64", true)]
    [InlineData("Xorg", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("+a", false)]
    [InlineData(".a", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a;b", false)]
    [InlineData("a*", false)]
    [InlineData("a\n", false)]
    [InlineData("é", false)]
    [InlineData("a:", false)]
    [InlineData(":a", false)]
    [InlineData("a:b:c", false)]
    [InlineData("a:-b", false)]
    public void Package_name(string name, bool expected) => Assert.Equal(expected, NameRules.IsPackage(name));

    [Theory]
    [InlineData("1", true)]
    [InlineData("1:2.3-4+deb12u1~bpo^x", true)]
    [InlineData("v1", true)]
    [InlineData("", false)]
    [InlineData("~1", false)]
    [InlineData("1 2", false)]
    [InlineData("1/2", false)]
    [InlineData("1;2", false)]
    public void Version(string version, bool expected) => Assert.Equal(expected, NameRules.IsVersion(version));

    [Theory]
    [InlineData("ssh.service", true)]
    [InlineData("user@1000.service", true)]
    [InlineData("a:b+c-d", true)]
    [InlineData("", false)]
    [InlineData("@a", false)]
    [InlineData("..", false)]
    [InlineData("a..b", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\x2d", false)]
    public void Service_name(string name, bool expected) => Assert.Equal(expected, NameRules.IsService(name));

    [Theory]
    [InlineData("*", true)]
    [InlineData("lib?c*", true)]
    [InlineData("-doc", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("[ab]", false)]
    public void Pattern(string pattern, bool expected) => Assert.Equal(expected, NameRules.IsPattern(pattern));

    [Theory]
    [InlineData("RHSA-2026:1234", true)]
    [InlineData("web;1:2;amd64;repo", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    public void Patch_id(string id, bool expected) => Assert.Equal(expected, NameRules.IsPatchId(id));

    [Fact]
    public void Length_is_accepted_at_the_limit_and_refused_above()
    {
        var (longest, tooLong) = (new string('a', NameRules.MaxLength), new string('a', NameRules.MaxLength + 1));
        Assert.True(NameRules.IsPackage(longest) && NameRules.IsVersion(longest) && NameRules.IsService(longest)
            && NameRules.IsPattern(longest));
        Assert.False(NameRules.IsPackage(tooLong) || NameRules.IsVersion(tooLong) || NameRules.IsService(tooLong)
            || NameRules.IsPattern(tooLong));
        Assert.True(NameRules.IsPatchId(new string('a', 1024)));
        Assert.False(NameRules.IsPatchId(new string('a', 1025)));
    }
}
