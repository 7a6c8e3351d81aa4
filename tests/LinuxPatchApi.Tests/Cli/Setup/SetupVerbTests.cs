using System.Text.RegularExpressions;
using LinuxPatchApi.Cli;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Cli.Setup;

/// <summary>setup on real files, without starting anything.</summary>
public sealed partial class SetupVerbTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CommandRunner _cli = new();
    private readonly string _certs;
    private readonly string _out;
    private readonly string _config;

    public SetupVerbTests()
    {
        _certs = _directory.File("certs");
        _out = _directory.File("client");
        _config = _directory.Write("config.yaml", $"""
            tls:
              ca_cert: {_certs}/ca.pem
              server_cert: {_certs}/server.pem
              server_key: {_certs}/server.key.pem
              crl_path: {_certs}/crl.pem
            whitelist:
              path: {_directory.Write("whitelist.yaml", "# who\nentries: []\n")}
            """);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task One_command_makes_everything_that_a_start_needs()
    {
        Assert.Equal(ExitCode.Ok, await SetupAsync("--allow", "192.0.2.10", "--name", "patch.example.net"));
        Assert.Contains(
            "curl --cacert ca.pem --cert client.pem --key client.key.pem https://patch.example.net:12443/health\n", _cli.Output);
        Assert.Contains("kept nowhere", _cli.Output);

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("check-config", "--config", _config));
        Assert.Equal("no errors, no warnings\n", _cli.Output);
        Assert.Equal("# who\nentries:\n  - 192.0.2.10\n  - 127.0.0.1\n", File.ReadAllText(_directory.File("whitelist.yaml")));
        Tool.Succeed("openssl", "verify", "-CAfile", $"{_certs}/ca.pem", "-purpose", "sslserver", "-verify_hostname", "patch.example.net",
            $"{_certs}/server.pem");
        Tool.Succeed("openssl", "verify", "-CAfile", $"{_certs}/ca.pem", "-purpose", "sslserver", "-verify_ip", "127.0.0.1",
            $"{_certs}/server.pem");
        Tool.Succeed("openssl", "verify", "-CAfile", $"{_certs}/ca.pem", "-purpose", "sslclient", $"{_out}/client.pem");
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_directory.Path, "*", SearchOption.AllDirectories), f => Path.GetFileName(f) == "ca.key.pem");
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode($"{_certs}/server.key.pem"));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(_out));
    }

    [Fact]
    public async Task The_browser_file_opens_with_the_password_that_was_shown_and_the_archive_is_for_the_client()
    {
        Assert.Equal(ExitCode.Ok, await SetupAsync("--allow", "192.0.2.10", "--client", "me"));
        var password = Password().Match(_cli.Output).Groups[1].Value;

        var shown = Tool.Succeed("openssl", "pkcs12", "-in", $"{_out}/client.p12", "-passin", $"pass:{password}", "-nodes", "-info");
        Assert.Contains("friendlyName: me", shown);
        Assert.Equal(2, shown.Split("BEGIN CERTIFICATE").Length - 1);
        Assert.Contains("BEGIN PRIVATE KEY", shown);
        Assert.NotEqual(0, Tool.Run("openssl", "pkcs12", "-in", $"{_out}/client.p12", "-passin", "pass:other", "-nodes").ExitCode);
        Assert.Equal("ca.pem\nclient.pem\nclient.key.pem\nhosts.txt\n", Tool.Succeed("tar", "-tf", $"{_out}/client.tar"));
    }

    [Fact]
    public async Task A_second_run_changes_nothing_and_says_what_is_there()
    {
        await SetupAsync("--allow", "192.0.2.10");
        var before = Snapshot();

        Assert.Equal(ExitCode.Ok, await SetupAsync("--allow", "192.0.2.10"));
        Assert.Equal(before, Snapshot());
        Assert.Contains("unchanged, until ", _cli.Output);
        Assert.Contains("client       unchanged", _cli.Output);
        Assert.Contains("allow-list   unchanged, 2 entries", _cli.Output);
        Assert.Equal(ExitCode.Ok, await SetupAsync());
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task The_key_of_the_authority_lies_only_where_it_was_asked_for_and_issues_what_is_missing_later()
    {
        var ca = _directory.File("pki");
        Assert.Equal(ExitCode.Ok, await SetupAsync("--allow", "192.0.2.10", "--ca", ca));
        var authority = File.ReadAllText($"{_certs}/ca.pem");
        Assert.True(File.Exists($"{ca}/ca.key.pem"));

        Directory.Delete(_out, recursive: true);
        Assert.Equal(ExitCode.Ok, await SetupAsync("--ca", ca, "--name", "new.example.net"));
        Assert.Contains("lacked new.example.net", _cli.Output);
        Assert.Equal(authority, File.ReadAllText($"{_certs}/ca.pem"));
        Tool.Succeed("openssl", "verify", "-CAfile", $"{_certs}/ca.pem", "-verify_hostname", "new.example.net", $"{_certs}/server.pem");
        Tool.Succeed("openssl", "verify", "-CAfile", $"{_certs}/ca.pem", "-purpose", "sslclient", $"{_out}/client.pem");
    }

    [Fact]
    public async Task Case04_Directory_of_another_authority_is_told_to_be_unused()
    {
        await SetupAsync("--allow", "192.0.2.10");
        var before = Snapshot();
        Assert.Equal(ExitCode.Ok, await SetupAsync("--ca", _directory.File("pki")));
        Assert.Contains($"warning: {_directory.File("pki")} is not used", _cli.Output);
        Assert.Equal(before, Snapshot());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Case04_Name_of_a_client_that_is_not_made_is_told_to_be_unused(bool hasAuthority)
    {
        string[] ca = hasAuthority ? ["--ca", _directory.File("pki")] : [];
        await SetupAsync(["--allow", "192.0.2.10", "--client", "one", .. ca]);
        Assert.DoesNotContain("took no effect", _cli.Output);
        Assert.Equal(ExitCode.Ok, await SetupAsync(["--client", "one", .. ca]));
        Assert.DoesNotContain("took no effect", _cli.Output);
        Assert.Equal(ExitCode.Ok, await SetupAsync(["--client", "two", .. ca]));
        Assert.Contains("warning: --client two took no effect: no certificate was made, and the one there is for one", _cli.Output);
        Assert.Equal(ExitCode.Ok, await SetupAsync(["--name", "new.example.net", "--client", "two", .. ca]));
        Assert.Contains("--client two took no effect", _cli.Output);
    }

    [Fact]
    public async Task Without_the_authority_a_missing_name_is_a_warning_with_the_remedy()
    {
        await SetupAsync("--allow", "192.0.2.10");
        var before = Snapshot();

        Assert.Equal(ExitCode.Ok, await SetupAsync("--name", "new.example.net"));
        Assert.Contains("warning: clients that call it new.example.net refuse it; --ca DIR or --force makes another", _cli.Output);
        Assert.Equal(before, Snapshot());
        Assert.DoesNotContain("https://new.example.net", _cli.Output);
    }

    /// <summary>The line to type must work: a name that the certificate in force lacks would be refused by the client.</summary>
    [Theory]
    [InlineData("https://old.example.net:12443/health", "new.example.net", "old.example.net")]
    [InlineData("https://198.51.100.7:12443/health", "198.51.100.8", "198.51.100.7")]
    public async Task The_line_to_type_has_a_name_of_the_certificate_in_force(string expected, string missing, string there)
    {
        await SetupAsync("--allow", "192.0.2.10", "--name", there);

        Assert.Equal(ExitCode.Ok, await SetupAsync("--name", missing, "--name", there));
        Assert.Contains($"clients that call it {missing} refuse it", _cli.Output);
        Assert.Contains($"{expected}\n", _cli.Output);
    }

    [Fact]
    public async Task The_line_to_unpack_says_that_it_replaces_the_files_for_another_host()
    {
        await SetupAsync("--allow", "192.0.2.10");
        var lines = _cli.Output.Split('\n').ToList();
        var warning = lines.FindIndex(line => line.StartsWith("warning: the archive replaces what is there for another host"));
        Assert.InRange(warning - lines.FindIndex(line => line.Contains("tar -xf client.tar")), 1, 3);
        Assert.Contains("--ca DIR/ca.pem --cert DIR/client.pem --key DIR/client.key.pem", lines[warning + 1]);
    }

    [Fact]
    public async Task Without_a_client_that_may_connect_nothing_is_written()
    {
        var before = Snapshot();
        Assert.Equal(ExitCode.Usage, await SetupAsync());
        Assert.Contains("say who may connect: --allow ADDRESS", _cli.Error);
        Assert.Equal(before, Snapshot());
        Assert.False(Directory.Exists(_certs));
        Assert.False(Directory.Exists(_out));
        Assert.DoesNotContain("password", _cli.Output);
        await _cli.RunAsync("setup", "--help");
        Assert.Contains("needed while the allow-list has none", _cli.Output);
    }

    [Fact]
    public async Task Files_of_a_site_are_not_replaced_without_force()
    {
        Directory.CreateDirectory(_certs);
        await _cli.RunAsync("pki", "init", "--directory", _directory.File("site"));
        File.Copy(_directory.File("site/ca.pem"), $"{_certs}/ca.pem");

        Assert.Equal(ExitCode.Configuration, await SetupAsync("--allow", "192.0.2.10"));
        Assert.Contains("to do: correct or complete the files, give the CA that issued them with --ca DIR", _cli.Error);
        Assert.Equal(ExitCode.Configuration, await SetupAsync("--allow", "192.0.2.10", "--ca", _directory.File("other")));
        Assert.Equal(ExitCode.Ok, await SetupAsync("--allow", "192.0.2.10", "--ca", _directory.File("site")));
        Assert.Equal(File.ReadAllText(_directory.File("site/ca.pem")), File.ReadAllText($"{_certs}/ca.pem"));
        Assert.Equal(ExitCode.Ok, await SetupAsync("--force"));
        Assert.NotEqual(File.ReadAllText(_directory.File("site/ca.pem")), File.ReadAllText($"{_certs}/ca.pem"));
    }

    [Fact]
    public async Task A_renewed_revocation_list_of_the_kept_authority_is_put_in_place()
    {
        var ca = _directory.File("pki");
        await SetupAsync("--allow", "192.0.2.10", "--ca", ca);
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("pki", "revoke", "--directory", ca, "--certificate", $"{_out}/client.pem"));
        File.SetLastWriteTimeUtc($"{_certs}/crl.pem", DateTime.UtcNow.AddMinutes(-1));

        Assert.Equal(ExitCode.Ok, await SetupAsync("--ca", ca));
        Assert.Equal(File.ReadAllText($"{ca}/crl.pem"), File.ReadAllText($"{_certs}/crl.pem"));
    }

    [Fact]
    public async Task An_older_revocation_list_of_the_kept_authority_never_replaces_a_newer_one_whatever_their_times()
    {
        var ca = _directory.File("pki");
        await SetupAsync("--allow", "192.0.2.10", "--ca", ca);
        var older = File.ReadAllText($"{ca}/crl.pem");
        await _cli.RunAsync("pki", "crl", "--directory", ca);
        Assert.Equal(ExitCode.Ok, await SetupAsync("--ca", ca));
        var newer = File.ReadAllText($"{_certs}/crl.pem");
        Assert.NotEqual(older, newer);
        File.WriteAllText($"{ca}/crl.pem", older);
        File.SetLastWriteTimeUtc($"{ca}/crl.pem", DateTime.UtcNow.AddMinutes(1));

        Assert.Equal(ExitCode.Ok, await SetupAsync("--ca", ca));
        Assert.Contains("is newer than the list of", _cli.Output);
        Assert.Equal(newer, File.ReadAllText($"{_certs}/crl.pem"));
        Assert.Equal(ExitCode.Ok, await SetupAsync("--ca", ca, "--name", "new.example.net"));
        Assert.Contains("lacked new.example.net", _cli.Output);
        Assert.Contains("is newer than the list of", _cli.Output);
        Assert.Equal(newer, File.ReadAllText($"{_certs}/crl.pem"));
    }

    [Fact]
    public async Task A_revocation_list_that_cannot_be_read_is_reported()
    {
        var ca = _directory.File("pki");
        await SetupAsync("--allow", "192.0.2.10", "--ca", ca);
        var list = File.ReadAllText($"{_certs}/crl.pem");

        File.WriteAllText($"{ca}/crl.pem", "nothing");
        Assert.Equal(ExitCode.DataError, await SetupAsync("--ca", ca));
        Assert.Contains($"crl: {ca}/crl.pem: ", _cli.Error);
        File.Delete($"{ca}/crl.pem");
        Assert.Equal(ExitCode.InputOutput, await SetupAsync("--ca", ca));
        Assert.Contains($"to do: 'linux-patch-api pki crl --directory {ca}' writes the list again", _cli.Error);
        Assert.Equal(list, File.ReadAllText($"{_certs}/crl.pem"));
    }

    [Fact]
    public async Task A_new_server_certificate_leaves_the_other_authorities_in_force()
    {
        var ca = _directory.File("pki");
        await SetupAsync("--allow", "192.0.2.10", "--ca", ca);
        await _cli.RunAsync("pki", "init", "--directory", _directory.File("site"));
        File.AppendAllText($"{_certs}/ca.pem", File.ReadAllText(_directory.File("site/ca.pem")));
        var authorities = File.ReadAllText($"{_certs}/ca.pem");

        Assert.Equal(ExitCode.Ok, await SetupAsync("--ca", ca, "--name", "new.example.net"));
        Assert.Contains("lacked new.example.net", _cli.Output);
        Assert.Equal(authorities, File.ReadAllText($"{_certs}/ca.pem"));
    }

    [Fact]
    public async Task A_damaged_authority_beside_the_others_takes_none_of_them_out_of_force()
    {
        var ca = _directory.File("pki");
        await SetupAsync("--allow", "192.0.2.10", "--ca", ca);
        await _cli.RunAsync("pki", "init", "--directory", _directory.File("site"));
        var site = File.ReadAllText(_directory.File("site/ca.pem"));
        File.AppendAllText($"{_certs}/ca.pem", site + "-----BEGIN CERTIFICATE-----\nMIIBAAAA\n-----END CERTIFICATE-----\n");

        await SetupAsync("--ca", ca, "--name", "new.example.net");
        Assert.Contains(site, File.ReadAllText($"{_certs}/ca.pem"));
    }

    [Fact]
    public async Task A_revoked_client_certificate_is_not_called_unchanged_and_the_kept_authority_makes_another()
    {
        var ca = _directory.File("pki");
        await SetupAsync("--allow", "192.0.2.10", "--ca", ca);
        var revoked = File.ReadAllText($"{_out}/client.pem");
        await _cli.RunAsync("pki", "revoke", "--directory", ca, "--certificate", $"{_out}/client.pem");
        File.Copy($"{ca}/crl.pem", $"{_certs}/crl.pem", overwrite: true);

        Assert.Equal(ExitCode.Ok, await SetupAsync());
        Assert.Contains($"warning: {_out}/client.pem is revoked; the agent refuses it", _cli.Output);
        Assert.Equal(ExitCode.Ok, await SetupAsync("--ca", ca));
        Assert.NotEqual(revoked, File.ReadAllText($"{_out}/client.pem"));
        Assert.Contains("the certificate of admin was revoked; a new one was issued", _cli.Output);
        Assert.Equal(ExitCode.Ok, await SetupAsync("--ca", ca));
        Assert.DoesNotContain("was revoked", _cli.Output);
    }

    [Fact]
    public async Task A_directory_that_was_there_keeps_its_mode_and_one_where_everybody_can_write_is_refused()
    {
        const UnixFileMode wide = (UnixFileMode)0b111_101_101;
        Directory.CreateDirectory(_out);
        File.SetUnixFileMode(_out, wide);
        Assert.Equal(ExitCode.Ok, await SetupAsync("--allow", "192.0.2.10"));
        Assert.Equal(wide, File.GetUnixFileMode(_out));
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode($"{_out}/client.key.pem"));

        const UnixFileMode everybody = (UnixFileMode)0b001_111_111_111;
        Directory.Delete(_out, recursive: true);
        Directory.CreateDirectory(_out);
        File.SetUnixFileMode(_out, everybody);
        Assert.Equal(ExitCode.InputOutput, await SetupAsync("--allow", "192.0.2.10", "--force"));
        Assert.Contains($"client: {_out}: everybody can write there", _cli.Error);
        Assert.Equal(everybody, File.GetUnixFileMode(_out));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_out));
    }

    [Theory]
    [InlineData("--allow: \"10.1\" is no IP address", "--allow", "10.1")]
    [InlineData("--name: \"a b\" is no host name and no IP address", "--name", "a b")]
    [InlineData("say who may connect: --allow ADDRESS")]
    public async Task A_wrong_command_line_names_the_mistake(string expected, params string[] arguments)
    {
        Assert.Equal(ExitCode.Usage, await SetupAsync(arguments));
        Assert.Contains(expected, _cli.Error);
    }

    [Theory]
    [InlineData("https://patch.example.net:12443/health", "--name", "patch.example.net")]
    [InlineData("https://[2001:db8::5]:12443/health", "--name", "2001:db8::5")]
    [InlineData("https://198.51.100.7:12443/health", "--name", "198.51.100.7")]
    public async Task The_line_to_type_has_the_first_name_that_was_given(string expected, params string[] arguments)
    {
        Assert.Equal(ExitCode.Ok, await SetupAsync(["--allow", "192.0.2.10", .. arguments]));
        Assert.Contains(expected + "\n", _cli.Output);
    }

    [Fact]
    public async Task A_step_that_fails_names_what_to_do()
    {
        File.WriteAllText(_directory.File("whitelist.yaml"), "entries: [198.51.100.1]\n");
        Assert.Equal(ExitCode.Configuration, await SetupAsync("--allow", "192.0.2.10"));
        Assert.Contains("add below \"entries:\" by hand: - \"192.0.2.10\", - \"127.0.0.1\"", _cli.Error);

        File.WriteAllText(_config, "server:\n  port: 0\n");
        Assert.Equal(ExitCode.Configuration, await SetupAsync("--allow", "192.0.2.10"));
        Assert.Contains("to do: correct it ('linux-patch-api check-config' shows all)", _cli.Error);
    }

    private Task<ExitCode> SetupAsync(params string[] arguments) =>
        _cli.RunAsync(["setup", "--config", _config, "--output", _out, "--no-start", .. arguments]);

    private string Snapshot() => string.Join('\n', Directory.EnumerateFiles(_directory.Path, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(f => $"{f} {new FileInfo(f).LastWriteTimeUtc.Ticks} {File.ReadAllText(f).GetHashCode(StringComparison.Ordinal)}"));

    [GeneratedRegex("password (\\S+) ")]
    private static partial Regex Password();
}
