using LinuxPatchApi.Cli;
using LinuxPatchApi.Cli.Verbs;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Enrolment;

public sealed class EnrolmentTextTests
{
    public static TheoryData<string> Problems =>
        [.. Enum.GetNames<EnrolmentProblem>().Where(name => name != nameof(EnrolmentProblem.None))];

    [Theory]
    [MemberData(nameof(Problems))]
    public void Every_problem_has_words_a_remedy_and_a_row_in_troubleshooting(string name)
    {
        var record = new EnrolmentRecord(EnrolmentStage.Ended, new Uri("https://m.example.org"), "", default)
        {
            Problem = Enum.Parse<EnrolmentProblem>(name),
            Fqdn = "host.example.org",
        };
        var meaning = EnrolmentText.Meaning(record);
        Assert.NotNull(EnrolmentText.Remedy(record));
        Assert.Contains(meaning, EnrolmentText.Status(record), StringComparison.Ordinal);
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs/usage/troubleshooting.md"));
        var start = meaning.Split(" (", 2)[0].Split(':', 2)[0].Split(", so", 2)[0];
        Assert.Contains(start, guide, StringComparison.Ordinal);
    }

    /// <summary>Each command of the guide is one that the program takes.</summary>
    [Fact]
    public void Commands_of_the_guide_exist()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs/usage/enrol.md"))
            .Where(line => line.StartsWith("linux-patch-api ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1..]).ToList();
        Assert.True(lines.Count >= 5);
        foreach (var line in lines)
        {
            var verb = VerbTable.All.Single(v => v.Name == line[0] || v.Name == string.Join(' ', line.Take(2)));
            var (options, failure) = OptionParser.Parse(verb.Options, line[verb.Name.Split(' ').Length..]);
            Assert.True(options is not null, $"{string.Join(' ', line)}: {failure}");
        }
    }
}
