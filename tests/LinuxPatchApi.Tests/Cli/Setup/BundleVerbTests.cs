using LinuxPatchApi.Cli;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Cli.Setup;

/// <summary>From the CA on one machine to the files on another: pki bundle, install-bundle, pki list, pki renew.</summary>
public sealed class BundleVerbTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CommandRunner _cli = new();
    private readonly string _pki;
    private readonly string _certs;
    private readonly string _config;

    public BundleVerbTests()
    {
        _pki = _directory.File("pki");
        _certs = _directory.File("certs");
        _config = _directory.Write("config.yaml", $"""
            tls:
              ca_cert: {_certs}/ca.pem
              server_cert: {_certs}/server.pem
              server_key: {_certs}/server.key.pem
              crl_path: {_certs}/crl.pem
            whitelist:
              path: {_directory.Write("whitelist.yaml", "entries: []\n")}
            """);
    }

    private static string Hostname => File.ReadAllText("/proc/sys/kernel/hostname").Trim();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_bundle_has_the_final_names_and_is_installed_with_its_modes()
    {
        await BundleAsync("host1.example.net", "--ip", "192.0.2.5", "--dns", Hostname);
        Assert.Equal("ca.pem\nserver.pem\nserver.key.pem\ncrl.pem\n", Tool.Succeed("tar", "-tf", $"{_pki}/host1.example.net.tar"));
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode($"{_pki}/host1.example.net.tar"));

        Assert.Equal(ExitCode.Ok, await InstallAsync($"{_pki}/host1.example.net.tar", "--allow", "192.0.2.10"));
        Assert.Contains("written: server.key.pem, server.pem, ca.pem, crl.pem", _cli.Output);
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("check-config", "--config", _config));
        Assert.Equal("no errors, no warnings\n", _cli.Output);
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode($"{_certs}/server.key.pem"));
        foreach (var (check, value) in (ReadOnlySpan<(string, string)>)[
            ("-verify_hostname", "host1.example.net"), ("-verify_ip", "192.0.2.5")])
        {
            Tool.Succeed("openssl", "verify", "-CAfile", $"{_certs}/ca.pem", check, value, $"{_certs}/server.pem");
        }
        Assert.Equal(ExitCode.Ok, await InstallAsync($"{_pki}/host1.example.net.tar"));
        Assert.Contains("unchanged, all its files are in place", _cli.Output);
    }

    [Fact]
    public async Task A_bundle_of_another_host_and_one_of_another_authority_are_refused_and_nothing_is_written()
    {
        await BundleAsync("other.example.net");
        Assert.Equal(ExitCode.DataError, await InstallAsync($"{_pki}/other.example.net.tar", "--allow", "192.0.2.10"));
        Assert.Contains($"its certificate is for other.example.net, and this host is {Hostname}", _cli.Error);
        Assert.False(Directory.Exists(_certs));
        Assert.Equal(ExitCode.Ok, await InstallAsync($"{_pki}/other.example.net.tar", "--allow", "192.0.2.10", "--force"));

        var former = File.ReadAllText($"{_certs}/ca.pem");
        await _cli.RunAsync("pki", "init", "--directory", _directory.File("second"));
        await _cli.RunAsync("pki", "bundle", Hostname, "--directory", _directory.File("second"));
        Assert.Equal(ExitCode.CannotCreate, await InstallAsync(_directory.File($"second/{Hostname}.tar")));
        Assert.Contains("would be refused", _cli.Error);
        Assert.Equal(former, File.ReadAllText($"{_certs}/ca.pem"));
    }

    [Fact]
    public async Task A_bundle_that_is_none_says_so()
    {
        await _cli.RunAsync("setup", "--config", _config, "--output", _directory.File("client"), "--no-start", "--allow", "192.0.2.10");
        Assert.Equal(ExitCode.DataError, await InstallAsync(_directory.File("client/client.tar")));
        Assert.Contains("is this the bundle of a client?", _cli.Error);
        Assert.Equal(ExitCode.DataError, await InstallAsync(_config));
        Assert.Contains("not a tar archive", _cli.Error);
        Assert.Equal(ExitCode.NoInput, await InstallAsync(_directory.File("none.tar")));
        Assert.Equal(ExitCode.Usage, await InstallAsync());
    }

    [Fact]
    public async Task Damaged_files_in_a_bundle_are_found_before_anything_is_written()
    {
        await BundleAsync(Hostname);
        Tool.Succeed("tar", "-C", _directory.Path, "-xf", $"{_pki}/{Hostname}.tar");
        await BundleAsync(Hostname, "--force");
        Tool.Succeed("tar", "-C", _directory.Path, "-xf", $"{_pki}/{Hostname}.tar", "server.key.pem");
        Tool.Succeed("tar", "-C", _directory.Path, "--format=ustar", "-cf", _directory.File("mixed.tar"),
            "ca.pem", "server.pem", "server.key.pem");

        Assert.Equal(ExitCode.DataError, await InstallAsync(_directory.File("mixed.tar"), "--allow", "192.0.2.10"));
        Assert.Contains("to do: nothing was changed; make the bundle again", _cli.Error);
        Assert.False(Directory.Exists(_certs));
    }

    [Fact]
    public async Task A_newer_revocation_list_in_place_stays()
    {
        await BundleAsync(Hostname);
        await InstallAsync($"{_pki}/{Hostname}.tar", "--allow", "192.0.2.10");
        await _cli.RunAsync("pki", "crl", "--directory", _pki);
        File.Copy($"{_pki}/crl.pem", $"{_certs}/crl.pem", overwrite: true);

        Assert.Equal(ExitCode.Ok, await InstallAsync($"{_pki}/{Hostname}.tar"));
        Assert.Contains("is newer than the bundle's, and stays", _cli.Output);
        Assert.Equal(File.ReadAllText($"{_pki}/crl.pem"), File.ReadAllText($"{_certs}/crl.pem"));
    }

    [Fact]
    public async Task Case04_Days_that_take_no_effect_are_told()
    {
        await BundleAsync("host1", "--days", "60");
        Assert.DoesNotContain("took no effect", _cli.Output, StringComparison.Ordinal);
        await BundleAsync("host1", "--days", "90");
        Assert.Contains("note: --days took no effect", _cli.Output, StringComparison.Ordinal);
        await BundleAsync("host1");
        Assert.DoesNotContain("took no effect", _cli.Output, StringComparison.Ordinal);
        await BundleAsync("host1", "--days", "90", "--force");
        Assert.DoesNotContain("took no effect", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_good_is_bundled_again_and_a_further_name_issues_another()
    {
        await BundleAsync("host1");
        var first = File.ReadAllText($"{_pki}/host1.pem");
        await BundleAsync("host1");
        Assert.Equal(first, File.ReadAllText($"{_pki}/host1.pem"));
        await BundleAsync("host1", "--ip", "192.0.2.7");
        Assert.NotEqual(first, File.ReadAllText($"{_pki}/host1.pem"));
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync("pki", "bundle", "host1", "--directory", _pki, "--ip", "host2"));
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync("pki", "bundle", "--directory", _pki));
    }

    [Fact]
    public async Task A_name_of_a_client_is_not_bundled_until_its_certificate_is_revoked()
    {
        await _cli.RunAsync("pki", "init", "--directory", _pki);
        await _cli.RunAsync("pki", "issue", "--directory", _pki, "--client", "--name", "manager");
        var client = File.ReadAllText($"{_pki}/manager.pem");

        Assert.NotEqual(ExitCode.Ok, await _cli.RunAsync("pki", "bundle", "manager", "--directory", _pki));
        Assert.Contains("manager is the name of a client certificate that is still valid; revoke it, or choose another name", _cli.Error);
        Assert.Equal(client, File.ReadAllText($"{_pki}/manager.pem"));

        await _cli.RunAsync("pki", "revoke", "--directory", _pki, "--certificate", $"{_pki}/manager.pem");
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("pki", "bundle", "manager", "--directory", _pki));
    }

    [Fact]
    public async Task Case16_The_list_shows_what_ends_when_and_renewal_takes_what_is_due()
    {
        await BundleAsync("host1", "--ip", "192.0.2.7");
        await _cli.RunAsync("pki", "issue", "--directory", _pki, "--client", "--name", "short", "--days", "20");
        await _cli.RunAsync("pki", "issue", "--directory", _pki, "--client", "--name", "gone", "--days", "10");
        await _cli.RunAsync("pki", "revoke", "--directory", _pki, "--certificate", $"{_pki}/gone.pem");
        await _cli.RunAsync("pki", "renew", "--directory", _pki);
        Assert.Equal("nothing is due\n", _cli.Output);
        _cli.Clock.Advance(TimeSpan.FromDays(14));
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("pki", "list", "--directory", _pki));
        var lines = _cli.Output.Split('\n');
        Assert.Matches("^ENDS +STATE +USE +NAME +SERIAL$", lines[0]);
        Assert.Matches("revoked .* client +gone ", lines[1]);
        Assert.Matches("ends in (5|6) days +client +short ", lines[2]);
        Assert.Matches("good +crl ", lines[3]);
        Assert.Matches("good +server +host1 ", lines[4]);
        Assert.Matches("good +ca ", lines[5]);

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("pki", "renew", "--directory", _pki));
        Assert.Equal($"renewed: {_pki}/short.pem\n", _cli.Output);

        // A life of 20 days is short, and its beginning no reason to renew it: a third of it is.
        await _cli.RunAsync("pki", "renew", "--directory", _pki);
        Assert.Equal("nothing is due\n", _cli.Output);
        var bundle = File.ReadAllBytes($"{_pki}/host1.tar");
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("pki", "renew", "host1", "--directory", _pki));
        Assert.NotEqual(bundle, File.ReadAllBytes($"{_pki}/host1.tar"));
        Tool.Succeed("openssl", "verify", "-no_check_time", "-CAfile", $"{_pki}/ca.pem", "-verify_ip", "192.0.2.7", $"{_pki}/host1.pem");
        Assert.Equal(ExitCode.DataError, await _cli.RunAsync("pki", "renew", "gone", "--directory", _pki));
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("pki", "renew", "--all", "--directory", _pki));
        Assert.Contains("next update: ", _cli.Output);
        Assert.DoesNotContain("gone", _cli.Output);
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync("pki", "renew", "host1", "--all", "--directory", _pki));
    }

    [Fact]
    public async Task A_revocation_list_is_renewed_once_half_of_its_time_is_over()
    {
        await BundleAsync("host1");
        _cli.Clock.Advance(TimeSpan.FromDays(44));
        await _cli.RunAsync("pki", "renew", "--directory", _pki);
        Assert.Equal("nothing is due\n", _cli.Output);
        _cli.Clock.Advance(TimeSpan.FromDays(1));
        await _cli.RunAsync("pki", "renew", "--directory", _pki);
        Assert.Contains($"crl: {_pki}/crl.pem\nnext update: ", _cli.Output);
    }

    [Fact]
    public async Task A_certificate_that_is_revoked_or_of_a_previous_authority_or_without_its_key_is_not_bundled_again()
    {
        await BundleAsync("host1");
        var first = File.ReadAllText($"{_pki}/host1.pem");
        var firstKey = File.ReadAllText($"{_pki}/host1.key.pem");
        await _cli.RunAsync("pki", "revoke", "--directory", _pki, "--certificate", $"{_pki}/host1.pem");
        await BundleAsync("host1");
        var second = File.ReadAllText($"{_pki}/host1.pem");
        Assert.NotEqual(first, second);
        Assert.Equal(second, Bundled("server.pem"));

        File.WriteAllText($"{_pki}/host1.key.pem", firstKey);
        await BundleAsync("host1");
        var third = File.ReadAllText($"{_pki}/host1.pem");
        Assert.NotEqual(second, third);
        File.Delete($"{_pki}/host1.key.pem");
        await BundleAsync("host1");
        Assert.NotEqual(third, File.ReadAllText($"{_pki}/host1.pem"));

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("pki", "init", "--directory", _pki, "--force"));
        await BundleAsync("host1");
        Tool.Succeed("openssl", "verify", "-CAfile", $"{_pki}/ca.pem", "-verify_hostname", "host1", $"{_pki}/host1.pem");

        File.AppendAllText($"{_pki}/index.jsonl", "{\n");
        Assert.Equal(ExitCode.InputOutput, await _cli.RunAsync("pki", "bundle", "host1", "--directory", _pki));
        Assert.Contains("index.jsonl:2: damaged line", _cli.Error);
    }

    [Theory]
    [InlineData("nothing after the index", "host1.pem", "host1.key.pem", "host1.tar")]
    [InlineData("the key", "host1.pem", "host1.tar")]
    [InlineData("another key came back", "host1.key.pem")]
    [InlineData("all but the bundle", "host1.tar")]
    public async Task Renewal_completes_what_a_failed_write_left_behind(string written, params string[] old)
    {
        await BundleAsync("host1", "--ip", "192.0.2.7");
        var before = old.ToDictionary(name => name, name => File.ReadAllBytes($"{_pki}/{name}"));
        await BundleAsync("host1", "--ip", "192.0.2.7", "--force");
        foreach (var (name, content) in before)
        {
            File.WriteAllBytes($"{_pki}/{name}", content);
        }

        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("pki", "renew", "--directory", _pki));
        var issued = written == "all but the bundle" ? "" : $"renewed: {_pki}/host1.pem\n";
        Assert.Equal($"{issued}bundle: {_pki}/host1.tar\n", _cli.Output);
        Assert.Equal(File.ReadAllText($"{_pki}/host1.pem"), Bundled("server.pem"));
        Assert.Equal(File.ReadAllText($"{_pki}/host1.key.pem"), Bundled("server.key.pem"));
        Tool.Succeed("openssl", "verify", "-CAfile", $"{_pki}/ca.pem", "-verify_ip", "192.0.2.7", $"{_pki}/host1.pem");
        await _cli.RunAsync("pki", "renew", "--directory", _pki);
        Assert.Equal("nothing is due\n", _cli.Output);

        File.Delete($"{_pki}/host1.key.pem");
        await _cli.RunAsync("pki", "renew", "--directory", _pki);
        Assert.Equal("nothing is due\n", _cli.Output);
        File.Delete($"{_pki}/host1.pem");
        await _cli.RunAsync("pki", "renew", "--directory", _pki);
        Assert.Equal("nothing is due\n", _cli.Output);
    }

    [Fact]
    public async Task A_renewed_bundle_has_the_renewed_list_and_a_list_that_cannot_be_written_keeps_no_certificate_from_renewal()
    {
        await BundleAsync("host1");
        var list = File.ReadAllText($"{_pki}/crl.pem");
        _cli.Clock.Advance(TimeSpan.FromDays(340));
        Assert.Equal(ExitCode.Ok, await _cli.RunAsync("pki", "renew", "--directory", _pki));
        Assert.NotEqual(list, File.ReadAllText($"{_pki}/crl.pem"));
        Assert.Equal(File.ReadAllText($"{_pki}/crl.pem"), Bundled("crl.pem"));

        _cli.Clock.Advance(TimeSpan.FromDays(340));
        File.WriteAllText($"{_pki}/crlnumber", "?");
        var certificate = File.ReadAllText($"{_pki}/host1.pem");
        Assert.Equal(ExitCode.InputOutput, await _cli.RunAsync("pki", "renew", "--directory", _pki));
        Assert.Contains("crlnumber is damaged", _cli.Error);
        Assert.Contains($"renewed: {_pki}/host1.pem\n", _cli.Error);
        Assert.NotEqual(certificate, File.ReadAllText($"{_pki}/host1.pem"));
    }

    [Fact]
    public async Task An_installation_that_fails_in_between_says_which_files_it_replaced()
    {
        await BundleAsync(Hostname);
        await InstallAsync($"{_pki}/{Hostname}.tar", "--allow", "192.0.2.10");
        await BundleAsync(Hostname, "--force");
        File.Delete($"{_certs}/ca.pem");
        Directory.CreateDirectory($"{_certs}/ca.pem/full");

        Assert.Equal(ExitCode.InputOutput, await InstallAsync($"{_pki}/{Hostname}.tar"));
        Assert.Contains("; replaced: server.key.pem, server.pem; not replaced: ca.pem\n", _cli.Error);
        Assert.DoesNotContain(Directory.EnumerateFiles(_certs), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private string Bundled(string name) => Tool.Succeed("tar", "-xOf", $"{_pki}/host1.tar", name);

    private async Task BundleAsync(string host, params string[] arguments)
    {
        if (!Directory.Exists(_pki))
        {
            await _cli.RunAsync("pki", "init", "--directory", _pki);
        }
        Assert.True(await _cli.RunAsync(["pki", "bundle", host, "--directory", _pki, .. arguments]) == ExitCode.Ok, _cli.Error);
    }

    private Task<ExitCode> InstallAsync(params string[] arguments) =>
        _cli.RunAsync(["install-bundle", "--config", _config, "--no-start", .. arguments]);
}
