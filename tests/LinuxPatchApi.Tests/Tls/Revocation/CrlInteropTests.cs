using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>Reads OpenSSL's lists, and lets OpenSSL read ours; all are made during the test.</summary>
public sealed class CrlInteropTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("ec", "sha256")]
    [InlineData("ec", "sha384")]
    [InlineData("ec", "sha512")]
    [InlineData("rsa", "sha256")]
    [InlineData("rsa", "sha512")]
    [InlineData("rsa-pss", "sha256")]
    [InlineData("ed25519", "sha256")]
    public void List_of_openssl_ca_is_read_whatever_its_serial_numbers(string key, string digest)
    {
        Authority(key);
        string[] serials = ["01", "7F", "80", "FFEEDDCCBBAA99887766554433221100", "0102030405060708090A0B0C0D0E0F1011121314"];
        foreach (var serial in serials)
        {
            Issue(serial);
            Tool.Succeed("openssl", "ca", "-config", File("ca.cnf"), "-revoke", File($"{serial}.pem"), "-crl_reason", "keyCompromise");
        }
        Issue("81");
        var crl = Generate(digest);

        Assert.Equal((CrlStatus.Valid, (string?)null), (crl.Loaded, crl.Reason));
        Assert.Equal("4096", Assert.Single(crl.Lists).Number!.ToString());
        foreach (var serial in serials)
        {
            using var revoked = X509CertificateLoader.LoadCertificateFromFile(File($"{serial}.pem"));
            Assert.True(crl.IsRevoked(revoked), serial);
        }
        using var good = X509CertificateLoader.LoadCertificateFromFile(File("81.pem"));
        Assert.False(crl.IsRevoked(good));
    }

    [Fact]
    public void Empty_list_of_openssl_is_read()
    {
        Authority("ec");
        var crl = Generate("sha256");
        Assert.Equal(CrlStatus.Valid, crl.Loaded);
        Assert.Equal(0, Assert.Single(crl.Lists).Serials.Count);
    }

    [Fact]
    public void Weak_digest_is_refused()
    {
        Authority("rsa");
        var crl = Generate("sha1");
        Assert.Equal(CrlStatus.Invalid, crl.Loaded);
        Assert.Contains("1.2.840.113549.1.1.5 is not accepted", crl.Reason, StringComparison.Ordinal);
    }

    /// <summary>openssl writes the longest salt that the key allows, others the length of the hash; no salt is valid as well.</summary>
    [Theory]
    [InlineData("rsa", "digest", "sha256")]
    [InlineData("rsa", "max", "sha384")]
    [InlineData("rsa", "0", "sha512")]
    [InlineData("rsa-pss", "digest", "sha512")]
    public void Case20_List_signed_with_pss_is_read_whatever_its_salt(string key, string salt, string digest)
    {
        Authority(key);
        var crl = Generate(digest, "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:" + salt);
        Assert.Equal((CrlStatus.Valid, (string?)null), (crl.Loaded, crl.Reason));
    }

    [Theory]
    [InlineData("rsa-pss")]
    [InlineData("ed25519")]
    public void Case20_List_of_another_key_of_the_same_kind_is_refused(string kind)
    {
        Authority(kind);
        var authority = System.IO.File.ReadAllBytes(File("ca.pem"));
        Authority(kind);
        Generate("sha256");
        using var former = X509CertificateLoader.LoadCertificate(authority);
        var crl = CrlFile.Parse("crl", System.IO.File.ReadAllBytes(File("crl.pem")), [former], TimeProvider.System.GetUtcNow());
        Assert.Equal(CrlStatus.Invalid, crl.Loaded);
        Assert.Contains("the signature is not of the CA", crl.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Case20_Pss_with_a_weak_digest_is_refused()
    {
        Authority("rsa");
        var crl = Generate("sha1", "-sigopt", "rsa_padding_mode:pss");
        Assert.Contains("RSA-PSS (1.2.840.113549.1.1.10) is not accepted", crl.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ed25519", null)]
    [InlineData("rsa-pss", null)]
    [InlineData("ed448", "has a key of the kind Ed448")]
    public void Case20_Authority_is_taken_when_its_lists_can_be_verified_and_else_refused_with_its_kind(string kind, string? refusal)
    {
        Authority(kind);
        using var tls = new TlsFixture();
        tls.Settings = tls.Settings with { CaCertificatePath = File("ca.pem") };
        tls.Clock.Advance(TimeSpan.FromHours(1));
        var result = tls.Load();
        Assert.Equal(refusal is null, result.Material is not null);
        if (refusal is not null)
        {
            var problem = Assert.Single(result.Problems, one => one.IsFatal);
            Assert.Equal((TlsFailure.KeyUnsupported, File("ca.pem")), (problem.Reason, problem.Path));
            Assert.Contains(refusal, problem.Detail, StringComparison.Ordinal);
        }
    }

    /// <summary>Keys that no client certificate may be issued with: the file must say so before the clients are refused.</summary>
    [Theory]
    [InlineData("secp256k1", "a curve that is not accepted")]
    [InlineData("brainpoolP256r1", "a curve that is not accepted")]
    [InlineData("secp224r1", "a curve that is not accepted")]
    [InlineData("rsa:1024", "an RSA key of 1024 bits; 2048 to 8192 are accepted")]
    public void Case20_Authority_whose_clients_are_all_refused_is_named_with_the_rule(string kind, string why)
    {
        string[] key = kind.StartsWith("rsa", StringComparison.Ordinal) ? [kind] : ["ec", "-pkeyopt", $"ec_paramgen_curve:{kind}"];
        Tool.Succeed("openssl", ["req", "-x509", "-newkey", .. key, "-nodes", "-keyout", File("weak.key"), "-out", File("weak.pem"),
            "-subj", "/CN=Weak CA", "-days", "30"]);
        using var tls = new TlsFixture();
        tls.Clock.Advance(TimeSpan.FromHours(1));
        System.IO.File.WriteAllText(
            File("both.pem"),
            System.IO.File.ReadAllText(tls.Settings.CaCertificatePath) + System.IO.File.ReadAllText(File("weak.pem")));
        tls.Settings = tls.Settings with { CaCertificatePath = File("both.pem") };
        var both = tls.Load();
        Assert.NotNull(both.Material);
        var problem = Assert.Single(both.Problems, one => one.Reason == TlsFailure.KeyUnsupported);
        Assert.Contains(why, problem.Detail, StringComparison.Ordinal);

        tls.Settings = tls.Settings with { CaCertificatePath = File("weak.pem") };
        Assert.Null(tls.Load().Material);
    }

    [Fact]
    public void Our_lists_are_good_to_openssl()
    {
        using var tls = new TlsFixture();
        Assert.Contains("No Revoked Certificates", Show(), StringComparison.Ordinal);
        Assert.Null(tls.Authority.RevokeFile(tls.Authority.Files.Certificate("client")).Failure);
        var shown = Show();

        using var client = tls.Certificate("client");
        Assert.Contains($"Serial Number: {client.SerialNumber}", shown, StringComparison.Ordinal);
        Assert.Contains("Version 2 (0x1)", shown, StringComparison.Ordinal);
        Assert.Contains("X509v3 Authority Key Identifier", shown, StringComparison.Ordinal);
        Assert.Matches(@"X509v3 CRL Number:\s+2\s", shown);
        (var exitCode, var verdict) = Tool.Run("openssl", "verify", "-crl_check", "-CAfile", tls.Settings.CaCertificatePath, "-CRLfile",
            tls.Settings.CrlPath, tls.Authority.Files.Certificate("client"));
        Assert.NotEqual(0, exitCode);
        Assert.Contains("certificate revoked", verdict, StringComparison.Ordinal);
        Tool.Succeed("openssl", "verify", "-crl_check", "-CAfile", tls.Settings.CaCertificatePath, "-CRLfile", tls.Settings.CrlPath,
            tls.Authority.Files.Certificate("server"));

        string Show() =>
            Tool.Succeed("openssl", "crl", "-in", tls.Settings.CrlPath, "-noout", "-text", "-CAfile", tls.Settings.CaCertificatePath);
    }

    [Fact]
    public void Our_list_of_the_next_century_half_is_good_to_openssl()
    {
        using var tls = new TlsFixture();
        Assert.Null(tls.Authority.RenewRevocationList(10_000).Failure);
        Assert.Matches("Next Update: .* 205[0-9] GMT",
            Tool.Succeed("openssl", "crl", "-in", tls.Settings.CrlPath, "-noout", "-text", "-CAfile", tls.Settings.CaCertificatePath));
        Assert.Equal(CrlStatus.Valid, tls.Load().Material!.Crl.Loaded);
    }

    [Fact]
    public void Text_before_and_between_lists_is_skipped_and_the_newest_of_each_issuer_stays()
    {
        using var tls = new TlsFixture();
        var text = Tool.Succeed("openssl", "crl", "-in", tls.Settings.CrlPath, "-text");
        tls.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(tls.Authority.RevokeFile(tls.Authority.Files.Certificate("client")).Failure);
        var newer = System.IO.File.ReadAllText(tls.Settings.CrlPath);
        using var client = tls.Certificate("client");
        foreach (var both in new[] { text + newer, newer + text })
        {
            var crl = CrlFile.Parse("crl", Encoding.ASCII.GetBytes(both), tls.Load().Material!.Authorities, tls.Clock.GetUtcNow());
            Assert.Equal("2", Assert.Single(crl.Lists).Number!.ToString());
            Assert.True(crl.IsRevoked(client));
        }
    }

    [Theory]
    [InlineData("-----BEGIN X509 CRL-----\nMIIB")]
    [InlineData("-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n")]
    public void Good_list_beside_a_damaged_one_stays_and_that_is_reported(string damaged)
    {
        using var tls = new TlsFixture();
        var good = System.IO.File.ReadAllText(tls.Settings.CrlPath);
        var crl = CrlFile.Parse("crl", Encoding.ASCII.GetBytes(good + damaged), tls.Load()
            .Material!.Authorities, tls.Clock.GetUtcNow());
        Assert.Equal(CrlStatus.Degraded, crl.Loaded);
        Assert.Single(crl.Lists);
        Assert.StartsWith("crl: ", crl.Reason, StringComparison.Ordinal);
    }

    private string File(string name) => _directory.File(name);

    private void Authority(string key)
    {
        string[] kind = key switch
        {
            "ec" => ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
            "rsa" or "rsa-pss" => ["-algorithm", key.ToUpperInvariant(), "-pkeyopt", "rsa_keygen_bits:2048"],
            _ => ["-algorithm", key.ToUpperInvariant()],
        };
        Tool.Succeed("openssl", ["genpkey", .. kind, "-out", File("ca.key")]);
        Tool.Succeed("openssl", "req", "-x509", "-key", File("ca.key"), "-out", File("ca.pem"), "-subj", "/C=DE/CN=Test CA");
        _directory.Write("db", "");
        _directory.Write("crlnumber", "1000");
        _directory.Write("ca.cnf", $"""
            [ca]
            default_ca=d
            [d]
            database={File("db")}
            default_md=sha256
            default_crl_days=5
            default_days=30
            policy=p
            new_certs_dir={_directory.Path}
            certificate={File("ca.pem")}
            private_key={File("ca.key")}
            crlnumber={File("crlnumber")}
            serial={File("serial")}
            crl_extensions=x
            [p]
            CN=supplied
            [x]
            authorityKeyIdentifier=keyid
            """);
    }

    private void Issue(string serial)
    {
        Tool.Succeed("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", File("leaf.key"),
            "-out",
            File("leaf.csr"), "-subj", $"/CN=c{serial}");
        _directory.Write("serial", serial);
        Tool.Succeed("openssl", "ca", "-batch", "-notext", "-config", File("ca.cnf"), "-in", File("leaf.csr"), "-out",
            File($"{serial}.pem"));
    }

    private CrlState Generate(string digest, params string[] options)
    {
        Tool.Succeed("openssl", ["ca", "-gencrl", "-config", File("ca.cnf"), "-md", digest, "-out", File("crl.pem"), .. options]);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(File("ca.pem"));
        return CrlFile.Parse("crl", System.IO.File.ReadAllBytes(File("crl.pem")), [authority], TimeProvider.System.GetUtcNow());
    }
}
