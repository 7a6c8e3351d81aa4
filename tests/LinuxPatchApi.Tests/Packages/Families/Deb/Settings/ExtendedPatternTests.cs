using LinuxPatchApi.Packages.Families.Deb.Settings;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Settings;

public sealed class ExtendedPatternTests
{
    [Theory]
    [InlineData("b", "abc", true)]
    [InlineData("^b", "abc", false)]
    [InlineData("^a.c$", "ABC", true)]
    [InlineData("^(a|bc)+$", "abcbca", true)]
    [InlineData("^(a|bc)+$", "ab", false)]
    [InlineData("^linux-(image|headers)-[0-9]+(\\.[0-9]+){2}", "linux-image-6.1.0-1", true)]
    [InlineData("^linux-(image|headers)-[0-9]+(\\.[0-9]+){2}", "linux-image-6.1", false)]
    [InlineData("^[^a-c]", "d", true)]
    [InlineData("^[^a-c]", "b", false)]
    [InlineData("[]x]", "]", true)]
    [InlineData("^[[:digit:]]{2,}$", "1", false)]
    [InlineData("^[[:digit:]]{2,}$", "123", true)]
    [InlineData("^a{2}$", "aaa", false)]
    [InlineData("^a?$", "", true)]
    [InlineData("a||b", "", true)]
    [InlineData("(a", "a", false)]
    [InlineData("a)", "a", false)]
    [InlineData("[a", "a", false)]
    [InlineData("[[:]", "a", false)]
    [InlineData("[[:", "a", false)]
    [InlineData("[[", "a", false)]
    [InlineData("[[.a.]]", "a", false)]
    [InlineData("a{x}", "a", false)]
    [InlineData("a{256}", "a", false)]
    [InlineData("(a*)*$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", true)]
    [InlineData("^(a*)*$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false)]
    public void Case11_Regular_expressions_of_preferences(string pattern, string text, bool expected) =>
        Assert.Equal(expected, ExtendedPattern.IsIn(pattern, text));

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    public void Case11_Parentheses_are_bounded(int depth, bool expected) =>
        Assert.Equal(expected, ExtendedPattern.IsIn(new string('(', depth) + "a" + new string(')', depth), "a"));

    [Fact]
    public void Case11_RootDir_goes_before_every_path()
    {
        var settings = new AptConfiguration();
        settings.Add("RootDir \"/other\";", _ => null);
        Assert.Equal("/r/other/var/lib/apt/lists", settings.Path("Dir::State::lists", "/r"));
    }
}
