using System.Net;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Files;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Pki;

/// <summary>The files of the CA, verified with OpenSSL and the base library's chain engine.</summary>
public sealed class CertificateAuthorityTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryDirectory _parent = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly CertificateAuthority _authority;

    public CertificateAuthorityTests() => _authority = new CertificateAuthority(_parent.File("pki"), _clock);

    public void Dispose() => _parent.Dispose();

    [Theory]
    [InlineData(CertificateUse.Server, "sslserver", "sslclient")]
    [InlineData(CertificateUse.Client, "sslclient", "sslserver")]
    internal void OpenSsl_accepts_a_certificate_for_its_use_and_for_no_other(CertificateUse use, string good, string bad)
    {
        Make(use, "host1");
        string[] verify = ["verify", "-x509_strict", "-CAfile", _authority.Files.AuthorityCertificate, "-CRLfile",
            _authority.Files.RevocationList, "-crl_check"];

        Tool.Succeed("openssl", [.. verify, "-purpose", good, _authority.Files.Certificate("host1")]);
        Assert.NotEqual(0, Tool.Run("openssl", [.. verify, "-purpose", bad, _authority.Files.Certificate("host1")]).ExitCode);
    }

    [Fact]
    public void Server_certificate_is_valid_for_its_names_and_addresses_only()
    {
        Make(CertificateUse.Server, "host1", addresses: ["192.0.2.7", "2001:db8::7"], names: ["host1.example.org"]);
        string[] verify = ["verify", "-CAfile", _authority.Files.AuthorityCertificate];
        var certificate = _authority.Files.Certificate("host1");

        Tool.Succeed("openssl", [.. verify, "-verify_ip", "192.0.2.7", certificate]);
        Tool.Succeed("openssl", [.. verify, "-verify_ip", "2001:db8::7", certificate]);
        Tool.Succeed("openssl", [.. verify, "-verify_hostname", "host1.example.org", certificate]);
        Assert.NotEqual(0, Tool.Run("openssl", [.. verify, "-verify_ip", "192.0.2.8", certificate]).ExitCode);
        Assert.NotEqual(0, Tool.Run("openssl", [.. verify, "-verify_hostname", "host2.example.org", certificate]).ExitCode);
    }

    [Fact]
    public void Chain_engine_accepts_a_certificate_with_the_root_alone()
    {
        Make(CertificateUse.Client, "operator");
        using var root = X509CertificateLoader.LoadCertificateFromFile(_authority.Files.AuthorityCertificate);
        using var leaf = X509CertificateLoader.LoadCertificateFromFile(_authority.Files.Certificate("operator"));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.2"));

        Assert.True(chain.Build(leaf));
    }

    [Fact]
    public void Certificates_have_the_extensions_required_by_RFC_5280()
    {
        Make(CertificateUse.Server, "host1", addresses: ["192.0.2.7"]);
        var root = Text(_authority.Files.AuthorityCertificate);
        var leaf = Text(_authority.Files.Certificate("host1"));

        Assert.Contains("X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0", root, StringComparison.Ordinal);
        Assert.Contains("X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign", root, StringComparison.Ordinal);
        Assert.Contains("ASN1 OID: prime256v1", root, StringComparison.Ordinal);
        Assert.Contains("Signature Algorithm: ecdsa-with-SHA256", leaf, StringComparison.Ordinal);
        Assert.Contains("X509v3 Basic Constraints: critical\n                CA:FALSE", leaf, StringComparison.Ordinal);
        Assert.Contains("X509v3 Key Usage: critical\n                Digital Signature\n", leaf, StringComparison.Ordinal);
        Assert.Contains("X509v3 Subject Key Identifier", leaf, StringComparison.Ordinal);
        Assert.Contains("X509v3 Authority Key Identifier", leaf, StringComparison.Ordinal);
        Assert.Contains("IP Address:192.0.2.7", leaf, StringComparison.Ordinal);
    }

    [Fact]
    public void Serials_are_positive_of_full_length_and_unique()
    {
        List<byte[]> serials = [.. Enumerable.Range(0, 1000).Select(_ => SerialNumber.Create())];

        Assert.All(serials, serial => Assert.True(serial.Length == 16 && serial[0] is >= 0x40 and < 0x80));
        Assert.Equal(1000, serials.Select(serial => SerialNumber.Format(serial)).Distinct().Count());
    }

    [Fact]
    public void OpenSsl_refuses_a_revoked_certificate_and_accepts_another()
    {
        Make(CertificateUse.Client, "good");
        Assert.Null(_authority.Issue(Request(CertificateUse.Client, "bad")).Failure);
        Assert.Null(_authority.RevokeFile(_authority.Files.Certificate("bad")).Failure);
        string[] verify = ["verify", "-CAfile", _authority.Files.AuthorityCertificate, "-CRLfile", _authority.Files.RevocationList,
            "-crl_check"];

        Tool.Succeed("openssl", [.. verify, _authority.Files.Certificate("good")]);
        (var exitCode, var output) = Tool.Run("openssl", [.. verify, _authority.Files.Certificate("bad")]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("certificate revoked", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Revocation_list_verifies_and_its_number_increases()
    {
        Make(CertificateUse.Client, "a");
        var crl = _authority.Files.RevocationList;
        Assert.Contains("verify OK", Tool.Succeed("openssl", "crl", "-in", crl, "-CAfile", _authority.Files.AuthorityCertificate,
            "-noout"), StringComparison.Ordinal);
        Assert.Equal(1, Number(crl));
        Assert.Null(_authority.RenewRevocationList(30).Failure);
        Assert.Equal(2, Number(crl));
        Assert.Null(_authority.Initialise("Other", 10, force: true).Failure);
        Assert.Equal(3, Number(crl));

        File.Delete(_authority.Files.RevocationListNumber);
        Assert.Equal(PkiFailure.InputOutput, _authority.RenewRevocationList(30).Failure);
        Assert.Equal(3, Number(crl));
    }

    [Fact]
    public void Serial_is_accepted_as_OpenSsl_prints_it()
    {
        Make(CertificateUse.Client, "a");
        var serial = Tool.Succeed("openssl", "x509", "-in", _authority.Files.Certificate("a"), "-noout", "-serial").Trim().Split('=')[1];
        var colons = string.Join(':', serial.ToLowerInvariant().Chunk(2).Select(pair => new string(pair)));

        Assert.Null(_authority.Revoke(colons).Failure);
        Assert.Contains(serial, Text(_authority.Files.RevocationList, "crl"), StringComparison.Ordinal);
        Assert.Equal(PkiFailure.UnknownCertificate, _authority.Revoke("01").Failure);
        Assert.Equal(PkiFailure.UnknownCertificate, _authority.Revoke("not hex").Failure);
    }

    [Fact]
    public void Keys_and_directory_are_private()
    {
        Make(CertificateUse.Server, "host1");

        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(_authority.Files.Directory));
        Assert.Equal(Private, File.GetUnixFileMode(_authority.Files.AuthorityKey));
        Assert.Equal(Private, File.GetUnixFileMode(_authority.Files.Key("host1")));
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", File.ReadAllText(_authority.Files.Key("host1")), StringComparison.Ordinal);
        Tool.Succeed("openssl", "pkey", "-in", _authority.Files.Key("host1"), "-noout", "-check");
    }

    [Fact]
    public void Nothing_is_overwritten_without_force()
    {
        Make(CertificateUse.Server, "host1");
        var root = File.ReadAllText(_authority.Files.AuthorityCertificate);
        var leaf = File.ReadAllText(_authority.Files.Certificate("host1"));

        Assert.Equal(PkiFailure.AlreadyExists, _authority.Initialise("x", 10, force: false).Failure);
        Assert.Equal(PkiFailure.AlreadyExists, _authority.Issue(Request(CertificateUse.Server, "host1")).Failure);
        Assert.Equal(root, File.ReadAllText(_authority.Files.AuthorityCertificate));
        Assert.Equal(leaf, File.ReadAllText(_authority.Files.Certificate("host1")));

        var forced = _authority.Issue(Request(CertificateUse.Server, "host1") with { Force = true });
        Assert.Null(forced.Failure);
        Assert.Contains(forced.Lines, line => line.StartsWith("note: the previous certificate", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("ca")]
    [InlineData("crl")]
    [InlineData("host.key")]
    [InlineData(".hidden")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public void Name_that_could_leave_the_directory_or_hit_a_file_of_the_CA_is_refused(string name)
    {
        Make(CertificateUse.Server, "host1");

        Assert.Equal(PkiFailure.BadArgument, _authority.Issue(Request(CertificateUse.Server, name)).Failure);
    }

    [Fact]
    public void Leaf_does_not_outlive_its_authority()
    {
        Assert.Null(_authority.Initialise("Short", 10, force: false).Failure);
        Assert.Null(_authority.Issue(Request(CertificateUse.Server, "host1")).Failure);
        using var leaf = X509CertificateLoader.LoadCertificateFromFile(_authority.Files.Certificate("host1"));

        Assert.True(leaf.NotAfter.ToUniversalTime() <= _clock.GetUtcNow().AddDays(10));
        _clock.Advance(TimeSpan.FromDays(11));
        Assert.Equal(PkiFailure.AuthorityExpired, _authority.Issue(Request(CertificateUse.Server, "host2")).Failure);
    }

    [Fact]
    public void Failures_name_what_is_missing_or_wrong()
    {
        Assert.Equal(PkiFailure.NoAuthority, _authority.Issue(Request(CertificateUse.Server, "host1")).Failure);
        Make(CertificateUse.Server, "host1");
        File.SetUnixFileMode(_authority.Files.AuthorityKey, Private | UnixFileMode.GroupRead);
        Assert.Equal(PkiFailure.BadAuthority, _authority.RenewRevocationList(1).Failure);
        File.SetUnixFileMode(_authority.Files.AuthorityKey, Private);
        File.AppendAllText(_authority.Files.Index, "{broken\n");
        var damaged = _authority.RenewRevocationList(1);
        Assert.Equal(PkiFailure.InputOutput, damaged.Failure);
        Assert.EndsWith("index.jsonl:2: damaged line", damaged.Lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the CA before it", null)]
    [InlineData("the CA after it", null)]
    [InlineData("cut short before it", "line 3: ")]
    [InlineData("two", "select one with --serial")]
    public void Case02_Certificate_to_revoke_is_unambiguous_or_refused(string how, string? expected)
    {
        Make(CertificateUse.Client, "client1");
        Assert.Null(_authority.Issue(Request(CertificateUse.Client, "client2")).Failure);
        var ca = File.ReadAllText(_authority.Files.AuthorityCertificate);
        var client = File.ReadAllText(_authority.Files.Certificate("client1"));
        var path = _parent.Write("bundle.pem", how switch
        {
            "the CA before it" => "\uFEFF" + ca + client,
            "the CA after it" => client.TrimEnd() + ca,
            "two" => client + File.ReadAllText(_authority.Files.Certificate("client2")),
            _ => string.Join('\n', client.Split('\n')[..2]) + "\n" + ca,
        });
        var result = _authority.RevokeFile(path);
        Assert.Equal(expected is null ? null : PkiFailure.BadArgument, result.Failure);
        Assert.Contains(expected ?? "(client1,", result.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Second_command_in_the_same_directory_is_refused_while_the_first_runs()
    {
        Make(CertificateUse.Server, "host1");
        var second = new CertificateAuthority(_authority.Files.Directory, _clock, patience: TimeSpan.Zero);
        using (PkiLock.Take(_authority.Files.Lock, TimeSpan.Zero, _clock))
        {
            Assert.Equal(PkiFailure.Busy, second.RenewRevocationList(1).Failure);
        }
        Assert.Null(second.RenewRevocationList(1).Failure);
    }

    /// <summary>A script for a fleet issues the certificates of its hosts side by side.</summary>
    [Fact]
    public async Task Commands_side_by_side_in_one_directory_wait_for_each_other()
    {
        Make(CertificateUse.Server, "host0");
        var issued = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => Task.Factory.StartNew(
            () => new CertificateAuthority(_authority.Files.Directory, TimeProvider.System)
                .Issue(new IssueRequest(CertificateUse.Client, $"host{i}", [], [], 1, Force: false)),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Assert.All(issued, one => Assert.Null(one.Failure));
        Assert.Equal(5, File.ReadAllLines(_authority.Files.Index).Length);
    }

    [Fact]
    public void Directory_with_other_files_and_a_wide_mode_is_refused()
    {
        _parent.Write("something", "else");
        File.SetUnixFileMode(_parent.Path, Private | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        Assert.Equal(PkiFailure.BadArgument, new CertificateAuthority(_parent.Path, _clock).Initialise("x", 1, force: false).Failure);
    }

    [Fact]
    public void Directory_of_another_user_is_listed_but_not_changed()
    {
        Make(CertificateUse.Server, "host1");
        var me = FileOwner.OfProcess();
        var other = new CertificateAuthority(_authority.Files.Directory, _clock, caller: me + 1);
        string[] Files() =>
            [.. Directory.EnumerateFiles(_authority.Files.Directory).Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        var before = Files();

        PkiResult[] refused =
        [
            other.Initialise("x", 1, force: true), other.Issue(Request(CertificateUse.Server, "host2")), other.RenewRevocationList(1),
            other.RevokeFile(_authority.Files.Certificate("host1")), other.FindDue([], all: true).Result,
        ];
        Assert.All(refused, result =>
        {
            Assert.Equal(PkiFailure.BadArgument, result.Failure);
            Assert.Contains($"belongs to user {me} and this is user {me + 1}", result.Lines[0], StringComparison.Ordinal);
            Assert.Contains($"User={me} in 'systemctl edit linux-patch-api-pki@.service'", result.Lines[0], StringComparison.Ordinal);
        });
        Assert.Equal(before, Files());
        Assert.Null(other.List().Failure);
    }

    private static int Number(string crl) => Convert.ToInt32(
        Tool.Succeed("openssl", "crl", "-in", crl, "-noout", "-crlnumber").Trim().Split('=')[1].Replace("0x", "",
            StringComparison.Ordinal), 16);

    private static string Text(string path, string command = "x509") => Tool.Succeed("openssl", command, "-in", path, "-noout", "-text");

    private void Make(CertificateUse use, string name, string[]? addresses = null, string[]? names = null)
    {
        Assert.Null(_authority.Initialise("Test CA", 100, force: false).Failure);
        Assert.Null(_authority.Issue(Request(use, name, addresses, names)).Failure);
    }

    private static IssueRequest Request(CertificateUse use, string name, string[]? addresses = null, string[]? names = null) =>
        new(use, name, [.. (addresses ?? []).Select(IPAddress.Parse)], names ?? ["host1.example"], 365, Force: false);
}
