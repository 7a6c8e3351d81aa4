using LinuxPatchApi.Audit;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Cli;

/// <summary>The verbs as an operator types them, on real files.</summary>
public sealed class VerbTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CommandRunner _cli = new();
    private readonly string _pki;

    public VerbTests() => _pki = _directory.File("pki");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Life_cycle_of_a_site_certificate_authority()
    {
        await SucceedAsync("pki", "init", "--directory", _pki, "--name", "Site CA", "--days", "100");
        await SucceedAsync("pki", "issue", "--directory", _pki, "--server", "--name", "host1", "--ip", "192.0.2.1", "--ip=2001:db8::1",
            "--dns", "host1.example");
        await SucceedAsync("pki", "issue", "--directory", _pki, "--client", "--name", "operator");
        var serial = _cli.Output.Split('\n').Single(line => line.StartsWith("serial: ", StringComparison.Ordinal))["serial: ".Length..];
        var ca = Path.Combine(_pki, "ca.pem");
        Tool.Succeed("openssl", "verify", "-CAfile", ca, "-verify_ip", "2001:db8::1", Path.Combine(_pki, "host1.pem"));

        await SucceedAsync("pki", "revoke", "--directory", _pki, "--serial", serial);
        await SucceedAsync("pki", "revoke", "--directory", _pki, "--certificate", Path.Combine(_pki, "host1.pem"));
        await SucceedAsync("pki", "crl", "--directory", _pki, "--days", "7");
        var list = Tool.Succeed("openssl", "crl", "-in", Path.Combine(_pki, "crl.pem"), "-CAfile", ca, "-noout", "-text");
        Assert.Contains(serial, list, StringComparison.Ordinal);
        Assert.Contains("verify OK", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server", "needs the addresses and names that clients call: --ip ADDRESS, --dns NAME\n")]
    [InlineData("host1.example", "(for example --dns host1.example)\n")]
    [InlineData("192.0.2.9", "(for example --ip 192.0.2.9)\n")]
    public async Task Case26_Server_certificate_without_a_name_or_address_is_refused(string name, string message)
    {
        await SucceedAsync("pki", "init", "--directory", _pki);
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync("pki", "issue", "--directory", _pki, "--server", "--name", name));
        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_pki, $"{name}.pem")));
        await SucceedAsync("pki", "issue", "--directory", _pki, "--client", "--name", name);
    }

    [Fact]
    public async Task Name_given_for_a_file_to_revoke_has_a_hint()
    {
        await SucceedAsync("pki", "init", "--directory", _pki);
        await SucceedAsync("pki", "issue", "--directory", _pki, "--client", "--name", "manager");
        foreach (var given in new[] { "manager", "manager.pem" })
        {
            Assert.Equal(ExitCode.NoInput, await _cli.RunAsync("pki", "revoke", "--directory", _pki, "--certificate", given));
            Assert.Contains($"did you mean {_pki}/manager.pem?", _cli.Error, StringComparison.Ordinal);
        }

        Assert.Equal(ExitCode.NoInput, await _cli.RunAsync("pki", "revoke", "--directory", _pki, "--certificate", "nobody"));
        Assert.Contains("nobody: the file does not exist\n", _cli.Error, StringComparison.Ordinal);
    }

    /// <summary>A new CA would be of no help to whoever wants to revoke, list or renew what the old one issued.</summary>
    [Theory]
    [InlineData("revoke", "--serial", "01")]
    [InlineData("list")]
    [InlineData("renew")]
    [InlineData("crl")]
    public async Task What_needs_the_past_of_an_authority_does_not_propose_a_new_one(string verb, params string[] more)
    {
        Assert.Equal(ExitCode.NoInput, await _cli.RunAsync(["pki", verb, "--directory", _pki, .. more]));
        Assert.Contains($"{_pki}/ca.pem: the file does not exist; ", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("a new CA revokes nothing of an old one", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("linux-patch-api setup --force", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("pki init", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revocation_says_that_the_list_must_be_copied_to_take_effect()
    {
        await SucceedAsync("pki", "init", "--directory", _pki);
        await SucceedAsync("pki", "issue", "--directory", _pki, "--client", "--name", "operator");
        await SucceedAsync("pki", "revoke", "--directory", _pki, "--certificate", Path.Combine(_pki, "operator.pem"));
        Assert.EndsWith(
            $"crl: {_pki}/crl.pem\nnot in force yet: copy {_pki}/crl.pem to /etc/linux_patch_api/certs/crl.pem of each agent, or where its "
            + "tls.crl_path points\n", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_kind_of_failure_has_its_exit_code()
    {
        Assert.Equal(ExitCode.NoInput, await _cli.RunAsync("pki", "issue", "--directory", _pki, "--client", "--name", "operator"));
        Assert.Contains("create a CA with: linux-patch-api pki init", _cli.Error, StringComparison.Ordinal);
        await SucceedAsync("pki", "init", "--directory", _pki);
        Assert.Equal(ExitCode.CannotCreate, await _cli.RunAsync("pki", "init", "--directory", _pki));
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync("pki", "issue", "--directory", _pki, "--client", "--name", "../x"));
        Assert.Equal(ExitCode.DataError, await _cli.RunAsync("pki", "revoke", "--directory", _pki, "--serial", "00"));
        Assert.Equal(ExitCode.NoInput, await _cli.RunAsync("pki", "revoke", "--directory", _pki, "--certificate", "/none"));
        Assert.Equal(ExitCode.InputOutput, await _cli.RunAsync("pki", "revoke", "--directory", _pki, "--certificate", _pki));
        await File.WriteAllTextAsync(Path.Combine(_pki, "ca.pem"), "damaged");
        Assert.Equal(ExitCode.DataError, await _cli.RunAsync("pki", "crl", "--directory", _pki));
    }

    [Fact]
    public async Task Check_config_accepts_a_complete_installation()
    {
        var config = await InstallAsync("entries: [192.0.2.1]\n");

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("check-config", "--config", config));
        Assert.Equal("no errors, no warnings\n", _cli.Output);
    }

    [Fact]
    public async Task Check_config_warns_about_an_empty_allow_list_and_a_missing_revocation_list()
    {
        var config = await InstallAsync("entries: []\n");
        File.Delete(Path.Combine(_pki, "crl.pem"));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("check-config", "--config", config));
        Assert.Contains("nobody may connect", _cli.Output, StringComparison.Ordinal);
        Assert.EndsWith("0 errors, 2 warnings\n", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_config_reports_errors_of_all_files()
    {
        var config = await InstallAsync("entries: [10.1]\n");
        File.SetUnixFileMode(Path.Combine(_pki, "host1.key.pem"), (UnixFileMode)0b110_100_100);
        File.Delete(Path.Combine(_pki, "ca.pem"));

        Assert.Equal(ExitCode.Configuration, await _cli.RunAsync("check-config", "--config", config));
        Assert.Contains("whitelist.yaml:1:11: error: entries: \"10.1\" is no IP address", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("host1.key.pem: error: mode 0644 lets others read or change it", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("ca.pem: error: the file does not exist", _cli.Output, StringComparison.Ordinal);
        Assert.EndsWith("3 errors, 0 warnings\n", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_config_names_the_position_of_a_mistake()
    {
        var config = _directory.Write("bad.yaml", "server:\n  port: 0\n");

        Assert.Equal(ExitCode.Configuration, await _cli.RunAsync("check-config", "--config", config));
        Assert.StartsWith($"{config}:2:9: error: server.port: must be", _cli.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// What a package asks before it restarts an agent that works: the start's own judgement, and not of the configuration only.
    /// </summary>
    [Theory]
    [InlineData("", "Ok", "no errors")]
    [InlineData("certificate", "Configuration", "host1.pem: error: ")]
    [InlineData("key of another", "Configuration", "host1.key.pem: error: ")]
    [InlineData("key gone", "Configuration", "host1.key.pem: error: the file does not exist")]
    [InlineData("allow-list", "Configuration", "whitelist.yaml:1:")]
    [InlineData("certificates gone", "Failure", "there are no certificates")]
    public async Task Strict_question_whether_it_can_start_is_answered_as_by_the_start(string hurt, string exit, string said)
    {
        var config = await InstallAsync(hurt == "allow-list" ? "entries: [10.1]\n" : "entries: [192.0.2.1]\n");
        var (certificate, key) = (Path.Combine(_pki, "host1.pem"), Path.Combine(_pki, "host1.key.pem"));
        var code = Enum.Parse<ExitCode>(exit);
        switch (hurt)
        {
            case "certificate":
                await File.WriteAllTextAsync(certificate, "-----BEGIN CERTIFICATE-----\n");
                break;
            case "key of another":
                await SucceedAsync("pki", "issue", "--directory", _pki, "--client", "--name", "other");
                File.Copy(Path.Combine(_pki, "other.key.pem"), key, overwrite: true);
                break;
            case "key gone":
                File.Delete(key);
                break;
            case "certificates gone":
                File.Delete(certificate);
                break;
            default:
                break;
        }
        Assert.Equal(code, await _cli.RunAsync("run", "--can-start", "--strict", "--config", config));
        Assert.Contains(said, _cli.Output, StringComparison.Ordinal);
        Assert.Equal(
            code == ExitCode.Failure ? code : ExitCode.Ok, await _cli.RunAsync("run", "--can-start", "--config", config));
    }

    [Theory]
    [InlineData("--print-reference", "docs/usage/configuration.md")]
    [InlineData("--print-example", "packaging/common/usr/share/linux-patch-api/config.reference.yaml")]
    public async Task Hidden_options_print_the_generated_files(string option, string file)
    {
        await SucceedAsync("check-config", option);

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, file)), _cli.Output);
    }

    [Fact]
    public async Task Audit_log_is_verified_and_its_break_is_named()
    {
        var log = _directory.File("audit.log");
        var config = _directory.Write("audit.yaml", $"logging:\n  file_path: {log}\n");
        Assert.Equal(ExitCode.NoInput, await _cli.RunAsync("audit", "verify", "--config", config));
        Assert.Equal($"linux-patch-api audit verify: there is no audit log at {log}\n", _cli.Error);
        Assert.Equal(ExitCode.NoInput, await _cli.RunAsync("audit", "verify", _directory.File("none")));
        Assert.Equal(ExitCode.Configuration, await _cli.RunAsync("audit", "verify", "--config", _directory.File("none.yaml")));

        var store = new AuditStore(log, () => TimeSpan.FromDays(1), TimeProvider.System, TestLog.Of<AuditLog>());
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(store.Append([new AuditEntry.Agent(DateTimeOffset.UnixEpoch, "start", "1.0.0", $"boot {i}")]));
        }

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("audit", "verify", "--config", config));
        Assert.Contains("3 entries in 1 file(s): the chain holds\nlast: entry 3, sha256 ", _cli.Output, StringComparison.Ordinal);
        var copy = _directory.Write("copy", (await File.ReadAllTextAsync(log)).Replace("boot 1", "boot 7", StringComparison.Ordinal));
        Assert.Equal(ExitCode.DataError, await _cli.RunAsync("audit", "verify", copy));
        Assert.Contains($"{copy}:3: hash of the line before entry 3: expected ", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync("audit", "verify", "--confg", "x"));
    }

    [Theory]
    [InlineData("--config and FILE exclude each other", "audit", "verify", "--config", "/c", "/f")]
    [InlineData("--print-reference and --config exclude each other", "check-config", "--print-reference", "--config", "/c")]
    [InlineData("--print-example and --config exclude each other", "check-config", "--config", "/c", "--print-example")]
    [InlineData("--print-reference and --print-example exclude each other", "check-config", "--print-example", "--print-reference")]
    [InlineData("--all and NAME exclude each other", "pki", "renew", "--directory", "/d", "--all", "web1")]
    public async Task Case04_Option_that_would_not_be_read_is_refused(string expected, params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync(arguments));
        Assert.Contains(expected, _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Output);
    }

    private async Task<string> InstallAsync(string allowList)
    {
        await SucceedAsync("pki", "init", "--directory", _pki);
        await SucceedAsync("pki", "issue", "--directory", _pki, "--server", "--name", "host1", "--dns", "host1");
        // An address that no other test and no agent uses.
        return _directory.Write("config.yaml", $"""
            server:
              bind: 127.8.26.3
            tls:
              ca_cert: {_pki}/ca.pem
              server_cert: {_pki}/host1.pem
              server_key: {_pki}/host1.key.pem
              crl_path: {_pki}/crl.pem
            whitelist:
              path: {_directory.Write("whitelist.yaml", allowList)}
            """);
    }

    private async Task SucceedAsync(params string[] arguments)
    {
        var code = await _cli.RunAsync(arguments);
        Assert.True(code == ExitCode.Ok, _cli.Error);
    }
}
