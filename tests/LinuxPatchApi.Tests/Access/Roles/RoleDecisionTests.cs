using System.Text;
using CsCheck;
using LinuxPatchApi.Access.Roles;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Access.Roles;

public sealed class RoleDecisionTests
{
    private const string Fingerprint = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static readonly CertificateNames Names = new(
        "CN=manager, O=Site", "0A1B2C", Fingerprint, ["host.example.org", "192.0.2.7", "2001:db8::1", "ops@example.org", "spiffe://site/manager"]);

    /// <summary>What access.roles says, as it stands in the file, and the role that comes of it.</summary>
    [Theory]
    [InlineData("admin: [\"subject:CN=manager, O=Site\"]", "Admin")]
    [InlineData("admin: \"subject:CN=manager, O=Site\"", "Admin")]
    [InlineData("admin: [\"subject:CN=manager\"]", "None")]
    [InlineData("admin: [\"subject:CN=manager*\"]", "Admin")]
    [InlineData("admin: [\"subject:cn=manager*\"]", "None")]
    [InlineData("admin: [\"subject:*O=Site\"]", "Admin")]
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
    [InlineData("admin: [\"fingerprint:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff\"]", "Admin")]
    [InlineData("admin: [\"fingerprint:0011*\"]", "Admin")]
    [InlineData("admin: [\"fingerprint:1111*\"]", "None")]
    [InlineData("reader: [\"subject:*\"]\n    admin: [\"serial:0A1B2C\"]", "Admin")]
    [InlineData("admin: [\"serial:0A1B2C\"]\n    reader: [\"subject:*\"]", "Admin")]
    [InlineData("operator: []\n    reader: [\"subject:x\", \"subject:CN=manager?*\"]", "Reader")]
    public void Highest_role_whose_pattern_is_the_whole_of_a_name_counts(string roles, string expected)
    {
        ConfigurationResult read = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes($"access:\n  roles:\n    {roles}\n"));
        Assert.DoesNotContain(read.Findings, finding => finding.Severity == FindingSeverity.Error);
        Assert.Equal(expected, RoleDecision.Of(read.Settings!.Access, Names).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("access:\n")]
    [InlineData("access:\n  #roles: {}\n")]
    public void Without_roles_every_certificate_is_admin(string file) => Assert.Equal(
        AccessRole.Admin, RoleDecision.Of(ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(file)).Settings!.Access, Names));

    [Fact]
    public void Example_of_the_guide_is_good()
    {
        string guide = File.ReadAllText(Path.Combine(Repository.Root, "docs/usage/roles.md"));
        string example = guide.Split("```yaml\n")[1].Split("```")[0];
        ConfigurationResult read = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(example));
        Assert.Empty(read.Findings);
        Assert.Equal(5, read.Settings!.Access.Rules!.Count);
    }

    [Fact]
    public void Only_lists_without_patterns_give_nobody_a_role() => Assert.Equal(
        AccessRole.None, RoleDecision.Of(ConfigurationLoader.Parse("c.yaml", "access:\n  roles:\n    admin: []\n"u8).Settings!.Access, Names));

    [Fact]
    public void Wildcards_match_as_a_regular_expression_of_the_same_meaning() =>
        Gen.Select(Gen.Char["ab*?"].Array[0, 7], Gen.Char["ab"].Array[0, 9]).Sample((pattern, text) =>
        {
            string expression = "^" + string.Concat(pattern.Select(c => c == '*' ? ".*" : c == '?' ? "." : c.ToString())) + "$";
            return System.Text.RegularExpressions.Regex.IsMatch(new string(text), expression) == Wildcards.Match(pattern, text);
        }, iter: 20_000);
}
