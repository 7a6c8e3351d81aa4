using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls.Revocation;

public sealed class CrlFileTests : IDisposable
{
    private readonly TlsFixture _tls = new();

    public void Dispose() => _tls.Dispose();

    [Theory]
    [InlineData("PEM")]
    [InlineData("DER")]
    public void Revoked_certificate_is_found_and_its_neighbour_is_not(string form)
    {
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        var path = _tls.File("list");
        Tool.Succeed("openssl", "crl", "-in", _tls.Authority.Files.RevocationList, "-outform", form, "-out", path);
        _tls.Settings = _tls.Settings with { CrlPath = path };

        var crl = _tls.Load().Material!.Crl;

        using var client = _tls.Certificate("client");
        using var server = _tls.Certificate("server");
        Assert.True(crl.IsRevoked(client));
        Assert.False(crl.IsRevoked(server));
    }

    [Fact]
    public void Same_serial_of_another_issuer_is_not_revoked()
    {
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        var crl = _tls.Load().Material!.Crl;
        using var client = _tls.Certificate("client");
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var other = request.Create(new X500DistinguishedName("CN=Other CA"), X509SignatureGenerator.CreateForECDsa(key),
            client.NotBefore, client.NotAfter, client.SerialNumberBytes.Span);

        Assert.True(crl.IsRevoked(client));
        Assert.False(crl.IsRevoked(other));
    }

    [Fact]
    public void Status_and_age_come_with_time()
    {
        var crl = _tls.Load().Material!.Crl;
        var now = _tls.Clock.GetUtcNow();

        Assert.Equal(CrlStatus.Valid, crl.StatusAt(now));
        Assert.Null(crl.DegradedReasonAt(now));
        Assert.Equal(TimeSpan.FromDays(1), TimeSpan.FromDays(Math.Round(crl.AgeAt(now.AddDays(1))!.Value.TotalDays, 3)));
        Assert.Equal(TimeSpan.Zero, crl.AgeAt(now.AddDays(-1)));
        Assert.Equal(CrlStatus.Valid, crl.StatusAt(crl.NextUpdate!.Value));
        Assert.Equal(CrlStatus.Expired, crl.StatusAt(crl.NextUpdate.Value.AddSeconds(1)));
        Assert.Contains("next update was due", crl.DegradedReasonAt(now.AddDays(91)), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_list_is_missing()
    {
        File.Delete(_tls.Settings.CrlPath);

        var crl = _tls.Load().Material!.Crl;

        Assert.Equal(CrlStatus.Missing, crl.Loaded);
        Assert.Null(crl.NextUpdate);
        Assert.Null(crl.AgeAt(_tls.Clock.GetUtcNow()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no list")]
    [InlineData("-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n")]
    [InlineData("-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n")]
    public void Damaged_list_is_invalid(string content)
    {
        var crl = CrlFile.Parse("crl", Encoding.ASCII.GetBytes(content), _tls.Load().Material!.Authorities, _tls.Clock.GetUtcNow());

        Assert.Equal(CrlStatus.Invalid, crl.Loaded);
        Assert.StartsWith("crl: ", crl.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void List_with_any_one_bit_changed_is_never_accepted()
    {
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        var path = _tls.File("list.der");
        Tool.Succeed("openssl", "crl", "-in", _tls.Authority.Files.RevocationList, "-outform", "DER", "-out", path);
        var der = File.ReadAllBytes(path);
        var authorities = _tls.Load().Material!.Authorities;
        Assert.Equal(CrlStatus.Valid, CrlFile.Parse("crl", der, authorities, _tls.Clock.GetUtcNow()).Loaded);

        for (var i = 0; i < der.Length; i++)
        {
            byte[] changed = [.. der];
            changed[i] ^= (byte)(1 << (i % 8));
            Assert.Equal(CrlStatus.Invalid, CrlFile.Parse("crl", changed, authorities, _tls.Clock.GetUtcNow()).Loaded);
            Assert.Equal(CrlStatus.Invalid, CrlFile.Parse("crl", der[..i], authorities, _tls.Clock.GetUtcNow()).Loaded);
        }
    }

    [Fact]
    public void List_of_another_authority_of_the_same_name_is_invalid()
    {
        using var other = new TlsFixture();

        var crl = CrlFile.Load(other.Settings.CrlPath, _tls.Load().Material!.Authorities, _tls.Clock.GetUtcNow());

        Assert.Equal(CrlStatus.Invalid, crl.Loaded);
        Assert.EndsWith("the signature is not of the CA", crl.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Rsa_authority_is_understood()
    {
        Tool.Succeed("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", _tls.File("rsa.key"), "-out",
            _tls.File("rsa.pem"), "-subj", "/CN=RSA CA");
        File.WriteAllText(_tls.File("db"), "");
        File.WriteAllText(_tls.File("ca.cnf"),
            $"[ca]\ndefault_ca=d\n[d]\ndatabase={_tls.File("db")}\ndefault_md=sha256\ndefault_crl_days=5\n");
        Tool.Succeed("openssl", "ca", "-gencrl", "-config", _tls.File("ca.cnf"), "-keyfile", _tls.File("rsa.key"), "-cert",
            _tls.File("rsa.pem"), "-out", _tls.File("rsa.crl"));
        _tls.Settings = _tls.Settings with { CaCertificatePath = _tls.File("rsa.pem"), CrlPath = _tls.File("rsa.crl") };

        Assert.Equal((CrlStatus.Valid, (string?)null), (_tls.Load().Material!.Crl.Loaded, _tls.Load().Material!.Crl.Reason));
    }
}
