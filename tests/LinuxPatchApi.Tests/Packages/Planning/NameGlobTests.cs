using System.Text.RegularExpressions;
using CsCheck;
using LinuxPatchApi.Packages;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages.Planning;

public sealed class NameGlobTests
{
    [Theory]
    [InlineData("linux-*", "linux-image", true)]
    [InlineData("linux-*", "linux", false)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("a", "A", false)]
    [InlineData("lib?", "libc", true)]
    [InlineData("lib?", "libcc", false)]
    [InlineData("*-doc", "a-doc-doc", true)]
    [InlineData("", "", true)]
    public void Star_is_any_run_and_question_mark_one_character(string pattern, string name, bool expected) =>
        Assert.Equal(expected, NameGlob.Matches(pattern, name));

    [Fact]
    public void Any_pattern_means_what_a_regular_expression_of_it_means() => Gen.Select(
        Gen.Char["ab*?."].Array[0, 8], Gen.Char["ab."].Array[0, 8]).Sample((pattern, name) =>
        {
            var glob = new string(pattern);
            var regex = "^" + Regex.Escape(glob).Replace("\\*", ".*", StringComparison.Ordinal)
                .Replace("\\?", ".", StringComparison.Ordinal) + "$";
            return NameGlob.Matches(glob, new string(name)) == Regex.IsMatch(new string(name), regex, RegexOptions.CultureInvariant);
        }, iter: 5000);

    [Fact]
    public void Hostile_pattern_takes_no_time_to_speak_of() =>
        Assert.False(NameGlob.Matches(string.Concat(Enumerable.Repeat("*a", 120)) + "b", new string('a', 256)));

    [Theory]
    [InlineData("ssl", "openssl", true)]
    [InlineData("SSL", "openssl", true)]
    [InlineData("ssl*", "openssl", false)]
    [InlineData("open*", "openssl", true)]
    public void Query_without_a_wildcard_is_a_substring(string query, string name, bool expected) =>
        Assert.Equal(expected, NameQuery.Matches(query, name));
}
