using LinuxPatchApi.Packages.Families.Rpm;
using LinuxPatchApi.Packages.Families.Rpm.Settings;

namespace LinuxPatchApi.Tests.Packages.Families.Rpm;

public sealed class VersionLockTests
{
    [Theory]
    [InlineData("web", "web", true)]
    [InlineData("web.x86_64", "web", true)]
    [InlineData("web.i686", "web", false)]
    [InlineData("web-0:1.0-1.*", "web", true)]
    [InlineData("web-1:1.0-1.el9.x86_64", "web", true)]
    [InlineData("web-1.0", "web", true)]
    [InlineData("web-1.0-1.el9", "web", true)]
    [InlineData("!web-0:2.0-1.*", "web", true)]
    [InlineData("web-*", "web", true)]
    [InlineData("web-common-0:1.0-1.*", "web", false)]
    [InlineData("web-common-0:1.0-1.*", "web-common", true)]
    [InlineData("web-common-extra", "web", false)]
    [InlineData("webserver", "web", false)]
    [InlineData("w?b*", "webserver", true)]
    [InlineData("we[abc]", "web", true)]
    [InlineData("kernel*", "kernel-core", true)]
    [InlineData("we[abc]-0:1.0-1.*", "web", true)]
    [InlineData("we[c-e]-0:1.0-1.*", "web", false)]
    [InlineData("!we[!b]-1.0-1.el9", "web", false)]
    [InlineData("[vw]e[!x]-1.0", "web", true)]
    [InlineData("we\\b-0:1.0-1.*", "web", true)]
    [InlineData("web-[12].0-1.*", "web", true)]
    [InlineData("web-[0-9]*", "web", true)]
    [InlineData("w[x-z]b-[0-9]*", "web", false)]
    [InlineData("[web-0:1.0-1.*", "web", false)]
    [InlineData("", "web", false)]
    [InlineData("-", "web", false)]
    [InlineData("!", "web", false)]
    public void An_entry_names_a_package_by_name_architecture_or_version(string entry, string name, bool held) =>
        Assert.Equal((entry, name, held), (entry, name, VersionLock.Names(entry, name, "x86_64")));

    [Fact]
    public void Comments_and_empty_lines_of_the_list_are_no_entries() =>
        Assert.Equal(["web-0:1.0-1.*"], VersionLock.Entries(["# Added lock on Mon Jan 1", "", "web-0:1.0-1.*"]));

    [Fact]
    public void Of_dnf5_the_names_of_the_tables_of_packages_are_read() => Assert.Equal(
        ["web", "kernel*"],
        VersionLockToml.Names(string.Join('\n',
        [
            "version = \"1.0\"", "name = \"no table\"", "[[packages]]", "name = \"web\"", "comment = 'name = \"x\"'",
                "[[packages.conditions]]", "key = \"evr\"",
            "value = \"1\"", "[[packages]]", "name = 'kernel*' # ours", "[other]", "name = \"y\"",
        ])));

    [Theory]
    [InlineData("packages = [ { name = 'web', conditions = [ { key = \"evr\", value = \"name\" } ] } ]", "web")]
    [InlineData(
        "version = '1.0'\npackages = [\n  { comment = \"a } ] \\\" # b\", name = \"web\" }, # first\n  { 'name' = 'db' },\n]\n", "web db")]
    [InlineData("[[ packages ]] # ours\n\"name\" = \"web\"\n[packages.more]\nname = 'no'", "web")]
    [InlineData("packages = [ [ { other.name = 'no' } ], { name.x = 'no' } ]", "")]
    [InlineData("[[packages]]\nname = 'web'\ncomment = \"\"\"x\nname = 'no'\"\"\"\n[[packages]]\nname = \"\"\n", "web")]
    [InlineData("[[packages]]\nname = 'web'\nname = 'cut\n", "web")]
    [InlineData("packages = [ { name", "")]
    [InlineData("[", "")]
    public void Case09_Of_dnf5_a_name_is_found_however_the_file_is_written(string text, string names) =>
        Assert.Equal(names, string.Join(' ', VersionLockToml.Names(text)));

    [Fact]
    public void A_file_of_brackets_ends() => Assert.Empty(VersionLockToml.Names("packages = " + new string('[', 500_000)));

    [Fact]
    public void Excluded_is_what_the_main_section_lists_over_all_its_lines()
    {
        string[] lines =
        [
            "exclude=none", "[main]", "gpgcheck=1", "excludepkgs=web, kernel*", "db", "# note", "keepcache=0", "x", "exclude = old",
            "[updates]", "exclude=mine",
        ];
        var rules = new PackageRules();
        foreach (var (section, key, value) in IniFile.Settings(lines).Where(s => s.Section == "main"))
        {
            rules.Add(key, value, "");
        }

        Assert.Equal(
            ["web", "kernel-core", "db", "old"],
            new[] { "none", "web", "kernel-core", "db", "x", "old", "mine" }.Where(n => rules.Excluding(n, "noarch") is not null));
    }
}
