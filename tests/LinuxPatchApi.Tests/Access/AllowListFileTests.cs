using System.Text;
using LinuxPatchApi.Access;
using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Tests.Access;

public sealed class AllowListFileTests
{
    [Fact]
    public void Reads_addresses_networks_and_host_names()
    {
        var result = Parse("entries:\n  - 192.0.2.1\n  - \"10.0.0.0/8\"\n  - 2001:db8::/32\n  - Manager.Example.ORG.\n");

        Assert.Empty(result.Findings);
        Assert.Equal(3, result.Document!.Ranges.Count);
        Assert.Equal(["manager.example.org"], result.Document.HostNames);
    }

    [Theory]
    [InlineData("")]
    [InlineData("entries:\n")]
    [InlineData("entries: []\n")]
    public void Empty_list_is_valid_with_a_warning_that_nobody_may_connect(string content)
    {
        var result = Parse(content);

        Assert.Empty(result.Document!.Ranges);
        Assert.Equal(FindingReason.NobodyAllowed, Assert.Single(result.Findings).Reason);
    }

    [Theory]
    [InlineData("entries:\n  - 10.1\n", "w.yaml:2:5: error: entries: \"10.1\" is no IP address, no network and no host name")]
    [InlineData("entries:\n  - 10.0.0.0/33\n",
        "w.yaml:2:5: error: entries: \"10.0.0.0/33\" is no IP address, no network and no host name (a network is ADDRESS/BITS, for "
            + "example 192.0.2.0/24)")]
    [InlineData("entries:\n  - \"*\"\n",
        "w.yaml:2:5: error: entries: \"*\" is no IP address, no network and no host name (write a network such as 192.0.2.0/24, or "
            + "0.0.0.0/0 and ::/0 for everybody)")]
    [InlineData("entries:\n  - \"fe80::1%eth0 10.0.0.1\"\n",
        "w.yaml:2:5: error: entries: \"fe80::1%eth0 10.0.0.1\" is no IP address, no network and no host name")]
    [InlineData("entries:\n  - \"fe80::1%\"\n", "w.yaml:2:5: error: entries: \"fe80::1%\" is no IP address, no network and no host name")]
    [InlineData("entries:\n  - \"10.0.0.0/8\\0\"\n",
        "w.yaml:2:5: error: entries: \"10.0.0.0/8?\" is no IP address, no network and no host name (a network is ADDRESS/BITS, for "
            + "example 192.0.2.0/24)")]
    [InlineData("entries:\n  - a: b\n", "w.yaml:2:5: error: entries: an entry must be one text, found a section")]
    [InlineData("entries:\n  -\n", "w.yaml:2:4: error: entries: an entry must be one text, found nothing")]
    [InlineData("entries: 10.0.0.1\n", "w.yaml:1:10: error: entries: must be a list, found a plain value (write one \"- ADDRESS\" a line)")]
    [InlineData("entires:\n  - 10.0.0.1\n", "w.yaml:1:1: error: entires: nothing reads this key (did you mean entries?)")]
    [InlineData("- 10.0.0.1\n",
        "w.yaml:1:1: error: the file must be a list of sections, found a list (write \"entries:\" in a line above the list)")]
    public void Finding_names_the_fault_and_its_position(string content, string expected)
    {
        var result = Parse(content);

        Assert.Null(result.Document);
        Assert.Equal(expected, Assert.Single(result.Findings).ToString());
    }

    [Fact]
    public void Warns_about_bits_after_the_prefix()
    {
        var result = Parse("entries: [10.0.0.7/8]\n");

        Assert.NotNull(result.Document);
        Assert.Equal(FindingSeverity.Warning, Assert.Single(result.Findings).Severity);
    }

    [Fact]
    public void Accepts_each_limit_and_refuses_one_more()
    {
        Assert.NotNull(Parse(Lines(AllowListLimits.MaxEntries, i => $"10.{i >> 16}.{i >> 8 & 255}.{i & 255}")).Document);
        Assert.Null(Parse(Lines(AllowListLimits.MaxEntries + 1, i => $"10.{i >> 16}.{i >> 8 & 255}.{i & 255}")).Document);
        Assert.NotNull(Parse(Lines(AllowListLimits.MaxHostNames, i => $"host{i}")).Document);
        Assert.Null(Parse(Lines(AllowListLimits.MaxHostNames + 1, i => $"host{i}")).Document);
    }

    private static string Lines(int count, Func<int, string> entry) =>
        "entries:\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"- {entry(i)}\n"));

    private static AllowListResult Parse(string content) => AllowListFile.Parse("w.yaml", Encoding.UTF8.GetBytes(content));
}
