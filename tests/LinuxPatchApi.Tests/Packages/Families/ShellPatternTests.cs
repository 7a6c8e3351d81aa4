using LinuxPatchApi.Packages.Families;

namespace LinuxPatchApi.Tests.Packages.Families;

/// <summary>Patterns of held packages. Expected values by fnmatch(3).</summary>
public sealed class ShellPatternTests
{
    [Theory]
    [InlineData("tiny[2]", "tiny2", true)]
    [InlineData("tiny[2]", "tiny3", false)]
    [InlineData("tiny[1-3]", "tiny3", true)]
    [InlineData("tiny[1-3]", "tiny4", false)]
    [InlineData("tiny[!1-3]", "tiny4", true)]
    [InlineData("tiny[^1-3]", "tiny2", false)]
    [InlineData("lib[]a]", "lib]", true)]
    [InlineData("lib[!]]", "lib]", false)]
    [InlineData("lib[a-]", "lib-", true)]
    [InlineData("lib[ab", "lib[ab", true)]
    [InlineData("lib[", "lib[", true)]
    [InlineData("lib[]", "lib[]", true)]
    [InlineData("lib\\*", "lib*", true)]
    [InlineData("lib\\*", "libx", false)]
    [InlineData("lib\\", "lib\\", true)]
    [InlineData("*[0-9]", "tiny9", true)]
    [InlineData("*[0-9]", "tiny9x", false)]
    [InlineData("*-[ab]*-x", "q-z-b1-x", true)]
    [InlineData("ti?y", "tiny", true)]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("[a]", "", false)]
    public void Matches_as_the_package_managers_do(string pattern, string text, bool expected) =>
        Assert.Equal(expected, ShellPattern.Matches(pattern, text));
}
