using System.Text;
using System.Text.RegularExpressions;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Configuration;

public sealed partial class ConfigurationKeysTests
{
    [Fact]
    public void Reference_page_matches_the_table() =>
        Repository.AssertGenerated("docs/usage/configuration.md", ConfigurationReference.Write());

    [Fact]
    public void Packaged_example_matches_the_table() =>
        Repository.AssertGenerated("packaging/common/usr/share/linux-patch-api/config.reference.yaml", ConfigurationExample.Write());

    [Fact]
    public void The_packaged_configuration_sets_nothing_and_is_accepted()
    {
        var file = File.ReadAllText(Path.Combine(Repository.Root, "packaging/common/usr/share/linux-patch-api/config.yaml"));
        var packaged = ConfigurationLoader.Parse("packaged", Encoding.UTF8.GetBytes(file));
        Assert.DoesNotContain(packaged.Loaded!.Values, value => value.Value.IsGiven);

        var lines = file.Split('\n').SkipWhile(line => line != "#").Skip(1).Select(line => line.Length > 1 ? line[2..] : "");
        var uncommented = ConfigurationLoader.Parse("uncommented", Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        Assert.Contains(uncommented.Loaded!.Values, value => value.Value.IsGiven);
    }

    [Fact]
    public void Example_with_every_comment_removed_is_valid_and_sets_every_key()
    {
        var uncommented = CommentedKey().Replace(ConfigurationExample.Write(), "  $1");
        uncommented = uncommented.Replace("syslog_enabled: false", "syslog_enabled: true", StringComparison.Ordinal);

        var result = ConfigurationLoader.Parse("example", Encoding.UTF8.GetBytes(uncommented));

        Assert.NotNull(result.Loaded);
        Assert.All(result.Loaded.Values, value => Assert.True(value.Value.IsGiven, value.Key));
        Assert.NotNull(ConfigurationLoader.Parse("example", Encoding.UTF8.GetBytes(ConfigurationExample.Write())).Settings);
    }

    [Fact]
    public void Every_key_is_unique_and_in_a_known_section()
    {
        Assert.Equal(ConfigurationDefaults.All.Count, ConfigurationDefaults.All.Select(key => key.Path).Distinct().Count());
        Assert.All(ConfigurationDefaults.All, key => Assert.Contains(ConfigurationSections.All, section => section.Name == key.Section));
    }

    public static TheoryData<string, long, long> IntegerLimits
    {
        get
        {
            var data = new TheoryData<string, long, long>();
            foreach (var key in ConfigurationDefaults.All.Where(key => key.Kind == ConfigurationKind.Integer))
            {
                data.Add(key.Path, key.Minimum, key.Maximum);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(IntegerLimits))]
    public void Number_is_accepted_at_each_limit_and_refused_one_beyond(string path, long minimum, long maximum)
    {
        Assert.Empty(RangeErrors(path, minimum));
        Assert.Empty(RangeErrors(path, maximum));
        Assert.Single(RangeErrors(path, minimum - 1));
        Assert.Single(RangeErrors(path, maximum + 1));
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    public void Edit_distance_counts_letters(string from, string to, int expected) =>
        Assert.Equal(expected, NearestName.Distance(from, to));

    private static IEnumerable<Finding> RangeErrors(string path, long value)
    {
        var parts = path.Split('.');
        var content = $"{parts[0]}:\n  {parts[1]}: {value}\n";
        return ConfigurationLoader.Parse("c", Encoding.UTF8.GetBytes(content)).Findings.Where(f => f.Reason == FindingReason.OutOfRange);
    }

    [GeneratedRegex("^  #([a-z])", RegexOptions.Multiline)]
    private static partial Regex CommentedKey();
}
