using System.Text;
using CsCheck;
using LinuxPatchApi.Access.Roles;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Access.Roles;

public sealed class RoleDecisionTests
{
    private const string Fingerprint = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static readonly CertificateNames Names = new(
        "CN=manager, O=Site",
        "0A1B2C",
        Fingerprint,
        ["host.example.org", "192.0.2.7", "2001:db8::1", "ops@example.org", "spiffe://site/manager"])
    {
        Kinds = [CertificatePart.DnsName, CertificatePart.Address, CertificatePart.Address, CertificatePart.Email, CertificatePart.Uri],
    };

    /// <summary>The content of access.roles and the role it results in.</summary>
    [Theory]
    [InlineData("admin: [\"subject:CN=manager, O=Site\"]", "Admin")]
    [InlineData("admin: \"subject:CN=manager, O=Site\"", "Admin")]
    [InlineData("admin: [\"subject:CN=manager\"]", "None")]
    [InlineData("admin: [\"subject:CN=manager*\"]", "None")]
    [InlineData("admin: [\"subject:CN=manag*,*\"]", "Admin")]
    [InlineData("admin: [\"subject:CN=manager,*\"]", "Admin")]
    [InlineData("admin: [\"subject:CN=manager,O=Si*\"]", "Admin")]
    [InlineData("admin: [\"subject:CN=manager, O=Site, *\"]", "Admin")]
    [InlineData("admin: [\"subject:cn=manager,*\"]", "None")]
    [InlineData("admin: [\"subject:*O=Site\"]", "None")]
    [InlineData("admin: [\"subject:*\"]", "Admin")]
    [InlineData("reader: [\"serial:0a:1b:2c\"]", "Reader")]
    [InlineData("reader: [\"serial:a1b2c\"]", "Reader")]
    [InlineData("reader: [\"serial:A1B2\"]", "None")]
    [InlineData("reader: [\"serial:*2c\"]", "Reader")]
    [InlineData("operator: [\"san:host.example.org\"]", "Operator")]
    [InlineData("operator: [\"san:HOST.example.ORG\"]", "Operator")]
    [InlineData("operator: [\"san:*.example.org\"]", "Operator")]
    [InlineData("operator: [\"san:example.org\"]", "None")]
    [InlineData("operator: [\"san:192.0.2.?\"]", "Operator")]
    [InlineData("operator: [\"san:2001:db8::1\"]", "Operator")]
    [InlineData("operator: [\"san:spiffe://site/*\"]", "Operator")]
    [InlineData(
        "admin: [\"fingerprint:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff\"]",
        "Admin")]
    [InlineData("admin: [\"subject:*,O=Site\"]", "Admin")]
    [InlineData("operator: [\"dns:*.example.org\"]", "Operator")]
    [InlineData("operator: [\"dns:*.org\"]", "None")]
    [InlineData("operator: [\"dns:HOST.*.org\"]", "Operator")]
    [InlineData("operator: [\"dns:ops@example.org\"]", "None")]
    [InlineData("operator: [\"ip:192.0.2.*\"]", "Operator")]
    [InlineData("operator: [\"ip:192.*\"]", "None")]
    [InlineData("operator: [\"ip:2001:DB8::1\"]", "Operator")]
    [InlineData("operator: [\"email:*@example.org\"]", "Operator")]
    [InlineData("operator: [\"email:*@*.org\"]", "Operator")]
    [InlineData("operator: [\"email:*@*\"]", "None")]
    [InlineData("operator: [\"uri:spiffe://site/*\"]", "Operator")]
    [InlineData("operator: [\"uri:spiffe://*\"]", "None")]
    [InlineData("operator: [\"uri:*://site/manager\"]", "Operator")]
    [InlineData("admin: [\"fingerprint:0011*\"]", "Admin")]
    [InlineData("admin: [\"fingerprint:1111*\"]", "None")]
    [InlineData("reader: [\"subject:*\"]\n    admin: [\"serial:0A1B2C\"]", "Admin")]
    [InlineData("admin: [\"serial:0A1B2C\"]\n    reader: [\"subject:*\"]", "Admin")]
    [InlineData("operator: []\n    reader: [\"subject:x\", \"subject:CN=manage?,*\"]", "Reader")]
    public void Highest_role_whose_pattern_matches_a_whole_name_counts(string roles, string expected)
    {
        var read = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes($"access:\n  roles:\n    {roles}\n"));
        Assert.DoesNotContain(read.Findings, finding => finding.Severity == FindingSeverity.Error);
        Assert.Equal(expected, RoleDecision.Of(read.Settings!.Access, Names).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("access:\n")]
    [InlineData("access:\n  #roles: {}\n")]
    public void Without_roles_every_certificate_is_admin(string file) => Assert.Equal(
        AccessRole.Admin, RoleDecision.Of(ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(file)).Settings!.Access, Names));

    /// <summary>Names that another authority, constrained to other names, may issue.</summary>
    [Theory]
    [InlineData("dns:*.monitoring.example.org", CertificatePart.Uri, "https://evil.example/x.monitoring.example.org")]
    [InlineData("dns:*.monitoring.example.org", CertificatePart.Email, "x@a.monitoring.example.org")]
    [InlineData("dns:*.monitoring.example.org", CertificatePart.DnsName, "a.b.monitoring.example.org")]
    [InlineData("uri:spiffe://*.site/manager", CertificatePart.Uri, "spiffe://evil.example/.site/manager")]
    [InlineData("uri:spiffe://site/*", CertificatePart.Uri, "spiffe://site/a/manager")]
    [InlineData("email:*@example.org", CertificatePart.Email, "x@evil.example@example.org.evil.example")]
    internal void Case42_Wildcard_stays_within_its_label_and_its_kind(string pattern, CertificatePart kind, string name)
    {
        var read = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes($"access:\n  roles:\n    admin: [\"{pattern}\"]\n"));
        Assert.Empty(read.Findings);
        Assert.Equal(AccessRole.None, RoleDecision.Of(read.Settings!.Access, new CertificateNames("", "", "", [name]) { Kinds = [kind] }));
    }

    [Theory]
    [InlineData("CN=deploy-*", "CN=deploy-1, O=Evil", false)]
    [InlineData("CN=deploy-*, O=Site", "CN=deploy-1, OU=x, O=Site", false)]
    [InlineData("CN=deploy-*,*,O=Site", "CN=deploy-1, OU=x, O=Site", true)]
    [InlineData("CN=deploy-*,*", "CN=deploy-1", true)]
    [InlineData("*, O=Site, *", "CN=\"x, O=Site, y\"", false)]
    [InlineData("CN=*", "CN=\"a, b\"", true)]
    [InlineData("CN=*", "CN=a + OU=b", false)]
    [InlineData("CN=a+OU=b", "CN=a + OU=b", true)]
    [InlineData("*", "", true)]
    public void Case42_Wildcard_stays_within_its_attribute(string pattern, string subject, bool isMatch) =>
        Assert.Equal(isMatch, NamePatterns.MatchSubject(pattern, subject));

    [Fact]
    public void Case42_Pattern_for_every_kind_of_name_is_accepted_with_a_warning()
    {
        var read = ConfigurationLoader.Parse("c.yaml", "access:\n  roles:\n    admin: [\"san:*.example.org\"]\n"u8);
        var finding = Assert.Single(read.Findings);
        Assert.Equal((FindingSeverity.Warning, FindingReason.Deprecated), (finding.Severity, finding.Reason));
    }

    [Fact]
    public void Example_of_the_guide_is_valid()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs/usage/roles.md"));
        var example = guide.Split("```yaml\n")[1].Split("```")[0];
        var read = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(example));
        Assert.Empty(read.Findings);
        Assert.Equal(5, read.Settings!.Access.Rules!.Count);
    }

    [Fact]
    public void Only_lists_without_patterns_give_nobody_a_role() => Assert.Equal(
        AccessRole.None,
        RoleDecision.Of(ConfigurationLoader.Parse("c.yaml", "access:\n  roles:\n    admin: []\n"u8).Settings!.Access, Names));

    [Fact]
    public void Wildcards_match_as_a_regular_expression_of_the_same_meaning() =>
        Gen.Select(Gen.Char["ab*?"].Array[0, 7], Gen.Char["ab"].Array[0, 9]).Sample((pattern, text) =>
        {
            var expression = "^" + string.Concat(pattern.Select(c => c == '*' ? ".*" : c == '?' ? "." : c.ToString())) + "$";
            return System.Text.RegularExpressions.Regex.IsMatch(new string(text), expression) == Wildcards.Match(pattern, text);
        }, iter: 20_000);
}
