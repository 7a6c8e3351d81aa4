using System.Text;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Tests.Configuration;

/// <summary>Patterns that are well-formed and match nothing, or would match everything.</summary>
public sealed class PatternSenseTests
{
    [Theory]
    [InlineData("subject:manager", "a subject consists of attributes, such as subject:CN=manager")]
    [InlineData("subject:CN=manager, ST=Bavaria", "the attribute is shown as S, so write S=Bavaria")]
    [InlineData("subject:emailAddress=a@example.org,*", "the attribute is shown as E, so write E=a@example.org")]
    [InlineData("subject:cn=manager", "the attribute is shown as CN, so write CN=manager")]
    [InlineData("subject:CN=manager,", "a subject consists of attributes")]
    [InlineData("dns:.example.org", "a DNS name has no empty label")]
    [InlineData("dns:example.org.", "a DNS name has no empty label")]
    [InlineData("dns:host.example.org:12443", "a DNS name has no port")]
    [InlineData("dns:192.0.2.7", "an address is another kind of name: ip:192.0.2.7")]
    [InlineData("ip:192.0.2.0/24", "a network is not understood here")]
    [InlineData("ip:host.example.org", "write an address")]
    public void Case42_Pattern_that_matches_no_certificate_is_a_warning(string pattern, string hint)
    {
        var finding = Assert.Single(Read($"admin: [\"{pattern}\"]").Findings);
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Contains($"\"{pattern}\" matches no certificate ({hint}", finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("subject:CN=manager, O=\\\"Site, Inc.\\\"")]
    [InlineData("subject:*")]
    [InlineData("subject:CN=deploy-*,*")]
    [InlineData("subject:CN=a + OID.1.2.3=b")]
    [InlineData("dns:*.example.org")]
    [InlineData("ip:192.0.2.*")]
    [InlineData("ip:2001:DB8:0:0::1")]
    public void Case42_Pattern_that_can_match_is_accepted_without_a_word(string pattern) =>
        Assert.Empty(Read($"admin: [\"{pattern}\"]").Findings);

    [Theory]
    [InlineData("serial:0*")]
    [InlineData("serial:00:?*")]
    public void Case42_Leading_zeros_before_a_wildcard_do_not_let_everybody_in(string pattern)
    {
        var finding = Assert.Single(Read($"admin: [\"{pattern}\"]").Findings);
        Assert.Equal(FindingSeverity.Error, finding.Severity);
        Assert.Contains("leading zeros do not count", finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin: []")]
    [InlineData("admin: []\n    reader: []")]
    public void Case42_Roles_without_any_pattern_are_a_warning_of_their_own(string roles)
    {
        var read = Read(roles);
        Assert.NotNull(read.Settings);
        Assert.Contains(read.Findings, f => f.ToString().Contains(
            "has no pattern at all, so no certificate has a role and every request is refused", StringComparison.Ordinal));
    }

    [Fact]
    public void Case42_Empty_list_beside_others_is_a_warning()
    {
        var read = Read("admin: [\"subject:CN=a\"]\n    reader: []");
        Assert.NotNull(read.Settings);
        Assert.Contains("the list of reader is empty, so no certificate has that role by it", Assert.Single(read.Findings).ToString(),
            StringComparison.Ordinal);
    }

    private static ConfigurationResult Read(string roles) =>
        ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes($"access:\n  roles:\n    {roles}\n"));
}
