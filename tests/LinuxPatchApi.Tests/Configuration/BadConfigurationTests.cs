using System.Text;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;

namespace LinuxPatchApi.Tests.Configuration;

/// <summary>Invalid files, each with the exact message shown to its author.</summary>
public sealed class BadConfigurationTests
{
    public static TheoryData<string, string> Table => new()
    {
        { "server:\n  port: 0\n", "c.yaml:2:9: error: server.port: must be a whole number from 1 to 65535, found 0" },
        { "server:\n  port: 65536\n", "c.yaml:2:9: error: server.port: must be a whole number from 1 to 65535, found 65536" },
        { "server:\n  port: \"12443\"\n",
            "c.yaml:2:9: error: server.port: must be a whole number from 1 to 65535, found a quoted text (remove the quotes)" },
        { "server:\n  port: 12e3\n", "c.yaml:2:9: error: server.port: must be a whole number from 1 to 65535, found \"12e3\"" },
        { "server:\n  port: [1, 2]\n", "c.yaml:2:9: error: server.port: must be a whole number from 1 to 65535, found a list" },
        { "server:\n  port: 99999999999999999999\n",
            "c.yaml:2:9: error: server.port: must be a whole number from 1 to 65535, found \"99999999999999999999\"" },
        { "server:\n  prt: 1\n", "c.yaml:2:3: error: server.prt: nothing reads this key (did you mean server.port?)" },
        { "sever:\n  port: 1\n", "c.yaml:1:1: error: sever: nothing reads this key (did you mean server?)" },
        { "port: 12443\n", "c.yaml:1:1: error: port: nothing reads this key (did you mean server.port?)" },
        { "jobs:\n  bind: \"::\"\n", "c.yaml:2:3: error: jobs.bind: nothing reads this key (did you mean server.bind?)" },
        { "zebra: 1\n", "c.yaml:1:1: error: zebra: nothing reads this key" },
        { "server: 5\n",
            "c.yaml:1:9: error: server: a section is needed here, found a plain value (write its settings below it, indented)" },
        { "server:\n  port: 1\n  port: 2\n", "c.yaml:3:3: error: port: given twice, first on line 2 (keep one of them)" },
        { "server: &a\n  port: 1\n", "c.yaml:1:9: error: the anchor &a is not accepted (write the value out)" },
        { "server:\n  port: *a\n", "c.yaml:2:9: error: the alias *a is not accepted (write the value out)" },
        { "server:\n  port: !!int 5\n", "c.yaml:2:9: error: the tag !!int is not accepted (write the value out)" },
        { "server:\n  port: 5\n---\nserver:\n  port: 6\n",
            "c.yaml:3:1: error: a second document begins here (keep one document in the file)" },
        { "server:\n  port: !!b[1]\n", "c.yaml:2:9: error: the tag !!b[1] is not accepted (write the value out)" },
        { "server:\n  port: !<tag:yaml.org,2002:int> 5\n",
            "c.yaml:2:9: error: the tag tag:yaml.org,2002:int is not accepted (write the value out)" },
        { "%TAG ! tag:example.org,2000:\n---\nserver:\n  port: 5\n",
            "c.yaml:1:1: error: the directive %TAG is not accepted (write the value out)" },
        { "server:\n  port: 5\n:", "c.yaml:3:1: error: not valid YAML: while parsing a block mapping, did not find expected key" },
        { "server:\n : {2\n \nport:0 1\n  port: {2\n",
            "c.yaml:2:4: error: a bracket is opened here and not closed" },
        { "- server\n", "c.yaml:1:1: error: the file must be a list of sections, found a list" },
        { "just words\n", "c.yaml:1:1: error: the file must be a list of sections, found a plain value" },
        { "[a]: 1\n", "c.yaml:1:3: error: a key must be a single word" },
        { "server:\n  timeout_seconds: 3601\n",
            "c.yaml:2:20: error: server.timeout_seconds: must be a whole number from 1 to 3600, found 3601" },
        { "server:\n  bind: localhost\n",
            "c.yaml:2:9: error: server.bind: must be an IP address or a list of IP addresses, found \"localhost\" (write 127.0.0.1 or "
                + "::1)" },
        { "server:\n  bind: 10.1\n",
            "c.yaml:2:9: error: server.bind: must be an IP address or a list of IP addresses, found \"10.1\"" },
        { "server:\n  bind: []\n", "c.yaml:2:9: error: server.bind: the list is empty, at least one address is needed" },
        { "server:\n  bind: [\"::1\", \"::1\"]\n",
            "c.yaml:2:17: error: server.bind: the address ::1 is given twice (keep one of them)" },
        { "restart:\n  deny: dbus.service\n",
            "c.yaml:2:9: error: restart.deny: must be a list of unit names, * and ? allowed, found a plain value "
            + "(write it as [\"NAME\"])" },
        { "restart:\n  deny: [dbus]\n",
            "c.yaml:2:10: error: restart.deny: must be a list of unit names, * and ? allowed, found \"dbus\" (with its suffix, such as "
                + "dbus.service)" },
        { "restart:\n  deny: [[a.service]]\n",
            "c.yaml:2:10: error: restart.deny: must be a list of unit names, * and ? allowed, found a list (with its suffix, such as "
                + "dbus.service)" },
        { "access:\n  roles:\n",
            "c.yaml:2:9: error: access.roles: must be a section with a list of patterns for each of reader, operator, admin, "
            + "found a plain value (remove the line to let every certificate of the CA do everything)" },
        { "access:\n  roles: {}\n",
            "c.yaml:2:10: error: access.roles: must be a section with a list of patterns for each of reader, operator, admin, "
            + "found an empty one (remove the line to let every certificate of the CA do everything)" },
        { "access:\n  roles: [\"subject:CN=x\"]\n",
            "c.yaml:2:10: error: access.roles: must be a section with a list of patterns for each of reader, operator, admin, "
            + "found a list (remove the line to let every certificate of the CA do everything)" },
        { "access:\n  roles:\n    admins: [\"subject:CN=x\"]\n",
            "c.yaml:3:5: error: access.roles: there is no role \"admins\", only reader, operator, admin (did you mean admin?)" },
        { "access:\n  roles:\n    admin: [\"CN=x\"]\n",
            "c.yaml:3:13: error: access.roles: \"CN=x\" does not name the part of the certificate "
            + "(write subject:, dns:, ip:, email:, uri:, serial: or fingerprint: before it)" },
        { "access:\n  roles:\n    admin: [\"name:x\"]\n",
            "c.yaml:3:13: error: access.roles: \"name:x\" does not name the part of the certificate "
            + "(write subject:, dns:, ip:, email:, uri:, serial: or fingerprint: before it)" },
        { "access:\n  roles:\n    admin:\n      - \"subject:CN=x\"\n      - \"fingerprint:1234\"\n",
            "c.yaml:5:9: error: access.roles: \"fingerprint:1234\" can match no certificate (64 hexadecimal digits, as openssl x509 -noout "
                + "-fingerprint -sha256 shows them)" },
        { "access:\n  roles:\n    admin: [\"serial:xyz\"]\n",
            "c.yaml:3:13: error: access.roles: \"serial:xyz\" can match no certificate "
            + "(hexadecimal, as openssl x509 -noout -serial shows it)" },
        { "access:\n  roles:\n    admin: [\"dns:\"]\n",
            "c.yaml:3:13: error: access.roles: \"dns:\" can match no certificate (a DNS name, such as dns:*.example.org)" },
        { "access:\n  roles:\n    admin: [\"email:ops\"]\n",
            "c.yaml:3:13: error: access.roles: \"email:ops\" can match no certificate (an e-mail address, such as email:*@example.org)" },
        { "access:\n  roles:\n    admin: [subject:CN=a, O=b]\n",
            "c.yaml:3:27: error: access.roles: \"O=b\" does not name the part of the certificate "
            + "(write subject:, dns:, ip:, email:, uri:, serial: or fingerprint: before it)" },
        { "access:\n  roles:\n    admin: [{subject: x}]\n",
            "c.yaml:3:13: error: access.roles: a pattern is a text, found a section (put it in quotes)" },
        { "access:\n  roles:\n    admin: [\"\"]\n",
            "c.yaml:3:13: error: access.roles: a pattern has 1 to 512 characters and no control character "
            + "(write subject:, dns:, ip:, email:, uri:, serial: or fingerprint: and what it is to be)" },
        { "tls:\n  enabled: false\n",
            "c.yaml:2:12: error: tls.enabled: false is not accepted, there is no clear-text mode (remove the line)" },
        { "tls:\n  enabled: yes\n", "c.yaml:2:12: error: tls.enabled: must be true or false, found a plain value \"yes\" (write true)" },
        { "tls:\n  port: 443\n",
            "c.yaml:2:9: error: tls.port: 443 contradicts server.port, which is 12443 (remove the line and set server.port)" },
        { "tls:\n  min_tls_version: \"1.2\"\n",
            "c.yaml:2:20: error: tls.min_tls_version: must be one of 1.3, found \"1.2\" (did you mean 1.3?)" },
        { "tls:\n  ca_cert: certs/ca.pem\n",
            "c.yaml:2:12: error: tls.ca_cert: must be the absolute path of a file, found \"certs/ca.pem\" (a service has no working "
                + "directory to start from)" },
        { "jobs:\n  timeout_minutes: 1441\n",
            "c.yaml:2:20: error: jobs.timeout_minutes: must be a whole number from 1 to 1440, found 1441" },
        { "logging:\n  level: warning\n",
            "c.yaml:2:10: error: logging.level: must be one of error, warn, info, debug, trace, found \"warning\" (did you mean warn?)" },
        { "logging:\n  level: inof\n",
            "c.yaml:2:10: error: logging.level: must be one of error, warn, info, debug, trace, found \"inof\" (did you mean info?)" },
        { "logging:\n  syslog_enabled: true\n",
            "c.yaml:2:19: error: logging.syslog_enabled: is true but logging.syslog_server is not set "
            + "(set logging.syslog_server to [udp://|tcp://]HOST[:PORT])" },
        { "logging:\n  syslog_server: \"tls://a\"\n",
            "c.yaml:2:18: error: logging.syslog_server: must be [udp://|tcp://]HOST[:PORT], found \"tls://a\" (for example "
                + "udp://192.0.2.1:514)" },
        { "package_manager:\n  backend: aptt\n",
            "c.yaml:2:12: error: package_manager.backend: must be one of auto, packagekit, apkpolkit, apt, dnf, yum, pacman, apk, "
            + "found \"aptt\" (did you mean apt?)" },
        { "rate_limit:\n  read_burst: 0\n", "c.yaml:2:15: error: rate_limit.read_burst: must be a whole number from 1 to 100000, found 0" },
        { "enrollment:\n  manager_url: http://m\n",
            "c.yaml:2:16: error: enrollment.manager_url: must be an https URL of host, port and path, found \"http://m\" "
            + "(an https URL is needed: the manager's answer holds a private key, so it is never fetched in clear text)" },
        { "enrollment:\n  manager_url: https://u:hush@m\n",
            "c.yaml:2:16: error: enrollment.manager_url: must be an https URL of host, port and path "
            + "(it must not have a user name or password: none is sent)" },
        { "enrollment:\n  manager_url: https://m/?a=1\n",
            "c.yaml:2:16: error: enrollment.manager_url: must be an https URL of host, port and path, found \"https://m/?a=1\" "
            + "(it must not have a query (?…): paths are appended to it)" },
        { "enrollment:\n  report_ip: 0.0.0.0\n",
            "c.yaml:2:14: error: enrollment.report_ip: must be an address by which one host is reached, found 0.0.0.0" },
        { "enrollment:\n  report_ip: \"ff02::1\"\n",
            "c.yaml:2:14: error: enrollment.report_ip: must be an address by which one host is reached, found ff02::1" },
        { "enrollment:\n  polling_token: [secret]\n", "c.yaml:2:18: error: enrollment.polling_token: must be a text, found a list" },
        { "server:\n  \"po\\nrt\": 1\n", "c.yaml:2:3: error: server.po?rt: nothing reads this key (did you mean server.port?)" },
        { "a:\n b:\n  c: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]\n", "c.yaml:3:19: error: nested deeper than 16 levels" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Finding_names_the_fault_and_its_position(string content, string expected)
    {
        var result = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(content));

        Assert.Null(result.Settings);
        Assert.Equal(expected, Assert.Single(result.Findings, finding => finding.Severity == FindingSeverity.Error).ToString());
    }

    [Fact]
    public void Roles_without_an_admin_are_a_warning() => Assert.Equal(
        "c.yaml:3:5: warning: access.roles: no certificate is admin, so nobody can reboot the host or update the agent (add admin: "
            + "[\"PATTERN\"])",
        Assert.Single(ConfigurationLoader.Parse("c.yaml", "access:\n  roles:\n    reader: [\"subject:CN=x\"]\n"u8).Findings).ToString());

    [Fact]
    public void Roles_are_bounded()
    {
        var file = "access:\n  roles:\n    admin:\n" + string.Concat(Enumerable.Range(0, 256).Select(i => $"      - \"subject:CN={i}\"\n"));
        Assert.Empty(ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(file)).Findings);
        var oneMore = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(file + "      - \"subject:CN=x\"\n"));
        Assert.Contains("has 257 patterns, at most 256 are read", Assert.Single(oneMore.Findings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_all_mistakes_of_a_file_at_once_in_the_order_of_the_file()
    {
        const string content = "server:\n  port: 0\n  bnd: x\ntls:\n  enabled: false\njobs:\n  timeout_minutes: x\nrate_limit:\n  "
            + "read_burst: 0\n";

        var result = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(content));

        Assert.Equal(
            [FindingReason.OutOfRange, FindingReason.UnknownKey, FindingReason.NotAllowed, FindingReason.WrongType,
                FindingReason.OutOfRange],
            result.Findings.Select(finding => finding.Reason));
        Assert.Equal([2, 3, 5, 7, 9], result.Findings.Select(finding => finding.Position.Line));
    }

    [Theory]
    [InlineData("server:\n  port: 5\n bind: ::\n")]
    [InlineData("server: [1\n")]
    [InlineData("server:\n\tport: 5\n")]
    [InlineData("server: \"x\n")]
    public void Names_the_position_of_a_syntax_error(string content)
    {
        var finding = Assert.Single(ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(content)).Findings);

        Assert.Equal(FindingReason.Syntax, finding.Reason);
        Assert.InRange(finding.Position.Line, 1, 4);
        Assert.DoesNotContain('\n', finding.ToString());
    }

    [Fact]
    public void Names_the_line_that_is_not_utf8()
    {
        var finding = Assert.Single(ConfigurationLoader.Parse("c.yaml", [.. "server:\n  bind: "u8, 0xE9, (byte)'\n']).Findings);

        Assert.Equal("c.yaml:2:1: error: not valid UTF-8 (save the file as UTF-8)", finding.ToString());
    }

    [Fact]
    public void Reads_a_file_at_the_size_limit_and_refuses_one_byte_more()
    {
        var atLimit = new byte[256 * 1024];
        atLimit.AsSpan().Fill((byte)'#');

        Assert.NotNull(ConfigurationLoader.Parse("c.yaml", atLimit).Settings);
        Assert.Equal(FindingReason.FileTooLarge,
            Assert.Single(ConfigurationLoader.Parse("c.yaml", [.. atLimit, (byte)'#']).Findings).Reason);
    }

    [Fact]
    public void Never_shows_the_enrolment_token()
    {
        const string content = "enrollment:\n  polling_token: \"very\\tsecret\"\n";

        var read = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(content));
        var finding = Assert.Single(read.Findings, f => f.Severity == FindingSeverity.Error);

        Assert.Equal(FindingReason.BadFormat, finding.Reason);
        Assert.DoesNotContain("secret", finding.ToString(), StringComparison.Ordinal);
    }
}
