using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls;

public sealed class TlsLoaderTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TlsFixture _tls = new();

    public void Dispose() => _tls.Dispose();

    [Fact]
    public void Good_files_make_material_without_a_word()
    {
        var result = _tls.Load();

        Assert.Empty(result.Problems);
        Assert.True(result.Material!.Server.HasPrivateKey);
        Assert.Single(result.Material.Authorities);
        Assert.Empty(result.Material.Chain);
        Assert.Equal(CrlStatus.Valid, result.Material.Crl.StatusAt(_tls.Clock.GetUtcNow()));
    }

    [Theory]
    [InlineData("ec")]
    [InlineData("rsa")]
    [InlineData("pkcs1")]
    public void Keys_of_each_form_that_OpenSsl_writes_are_read(string form)
    {
        var key = _tls.File("other.key");
        var certificate = _tls.File("other.pem");
        string[] make = form == "ec" ? ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key]
            : ["genrsa", "-out", key, "2048"];
        if (form == "pkcs1")
        {
            make = ["genrsa", "-traditional", "-out", key, "2048"];
        }
        Tool.Succeed("openssl", make);
        Tool.Succeed("openssl", "req", "-x509", "-key", key, "-out", certificate, "-subj", "/CN=x", "-days", "30", "-addext",
            "subjectAltName=DNS:x");
        File.SetUnixFileMode(key, Private);
        // OpenSSL uses the wall clock, which has advanced since the fixture set its own.
        _tls.Clock.Advance(TimeSpan.FromHours(1));
        _tls.Settings = _tls.Settings with { ServerCertificatePath = certificate, ServerKeyPaths = [key] };

        var result = _tls.Load();

        Assert.Empty(result.Problems);
        Assert.True(result.Material!.Server.HasPrivateKey);
    }

    [Fact]
    public void Old_key_name_is_found_when_the_new_one_is_absent()
    {
        File.Move(_tls.Authority.Files.Key("server"), _tls.File("server.key"));
        _tls.Settings = _tls.Settings with { ServerKeyPaths = [_tls.File("server.key.pem"), _tls.File("server.key")] };

        Assert.NotNull(_tls.Load().Material);
    }

    [Theory]
    [InlineData(Private | UnixFileMode.GroupRead)]
    [InlineData(Private | UnixFileMode.OtherRead)]
    [InlineData(Private | UnixFileMode.GroupWrite)]
    public void Key_that_others_can_touch_is_refused(UnixFileMode mode)
    {
        File.SetUnixFileMode(_tls.Authority.Files.Key("server"), mode);

        AssertFatal(TlsFailure.KeyTooOpen);
    }

    [Fact]
    public void Key_of_another_certificate_is_refused()
    {
        _tls.Settings = _tls.Settings with { ServerKeyPaths = [_tls.Authority.Files.Key("client")] };

        AssertFatal(TlsFailure.KeyMismatch);
    }

    [Fact]
    public void Client_certificate_cannot_serve()
    {
        _tls.Settings = _tls.Settings with
        {
            ServerCertificatePath = _tls.Authority.Files.Certificate("client"),
            ServerKeyPaths = [_tls.Authority.Files.Key("client")],
        };

        AssertFatal(TlsFailure.WrongUsage);
    }

    [Fact]
    public void Authority_file_without_an_authority_is_refused()
    {
        _tls.Settings = _tls.Settings with { CaCertificatePath = _tls.Authority.Files.Certificate("client") };

        AssertFatal(TlsFailure.NotAnAuthority);
    }

    [Fact]
    public void Encrypted_key_is_refused_with_its_reason()
    {
        var key = _tls.File("encrypted.pem");
        Tool.Succeed("openssl", "pkcs8", "-topk8", "-in", _tls.Authority.Files.Key("server"), "-out", key, "-passout", "pass:x");
        File.SetUnixFileMode(key, Private);
        _tls.Settings = _tls.Settings with { ServerKeyPaths = [key] };

        AssertFatal(TlsFailure.KeyEncrypted);
    }

    [Theory]
    [InlineData("ca.pem", null, TlsFailure.FileMissing)]
    [InlineData("server.pem", null, TlsFailure.FileMissing)]
    [InlineData("server.key.pem", null, TlsFailure.FileMissing)]
    [InlineData("ca.pem", "", TlsFailure.NotPem)]
    [InlineData("server.pem", "garbage", TlsFailure.NotPem)]
    [InlineData("server.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", TlsFailure.NotPem)]
    [InlineData("server.key.pem", "garbage", TlsFailure.NotPem)]
    [InlineData("server.key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", TlsFailure.NotPem)]
    internal void Missing_and_damaged_files_have_reasons(string name, string? content, TlsFailure expected)
    {
        File.Delete(_tls.File(name));
        if (content is not null)
        {
            File.WriteAllText(_tls.File(name), content);
            File.SetUnixFileMode(_tls.File(name), Private);
        }

        AssertFatal(expected);
    }

    /// <summary>They win as soon as they exist, which nobody would notice otherwise.</summary>
    [Fact]
    public void Case40_Files_of_the_configuration_are_watched_on_an_enrolled_host()
    {
        var paths = TlsLoader.Paths(Enrolled.At(_tls.Settings, "/var/lib/enrolled.1"));
        Assert.Contains("/var/lib/enrolled.1/server.pem", paths);
        Assert.Subset(paths.ToHashSet(), TlsLoader.Paths(_tls.Settings).ToHashSet());
    }

    [Fact]
    public void All_missing_files_are_named_at_once()
    {
        _tls.Settings = _tls.Settings with
        {
            CaCertificatePath = "/n/ca.pem",
            ServerCertificatePath = "/n/server.pem",
            ServerKeyPaths = ["/n/k"]
        };

        Assert.Equal(["/n/ca.pem", "/n/server.pem"], _tls.Load().Problems.Select(problem => problem.Path));
    }

    /// <summary>A curve that OpenSSL does not know is no crash.</summary>
    [Fact]
    public void A_key_of_an_unknown_curve_is_damaged()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var bytes = key.ExportPkcs8PrivateKey();
        ReadOnlySpan<byte> curve = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
        bytes[bytes.AsSpan().IndexOf(curve) + 7] = 0x77;
        File.WriteAllText(_tls.Settings.ServerKeyPaths[0], PemEncoding.WriteString("PRIVATE KEY", bytes));

        Assert.Contains(_tls.Load().Problems, problem => problem.IsFatal && problem.Reason == TlsFailure.NotPem);
    }

    [Theory]
    [InlineData(352, TlsFailure.ExpiresSoon)]
    [InlineData(366, TlsFailure.Expired)]
    [InlineData(-1, TlsFailure.NotYetValid)]
    internal void Dates_are_reported_and_the_certificate_is_served_all_the_same(int days, TlsFailure expected)
    {
        var then = _tls.Clock.GetUtcNow().AddDays(days);

        var result = TlsLoader.Load(_tls.Settings, null, then);

        Assert.NotNull(result.Material);
        Assert.Contains(result.Problems, problem => problem.Reason == expected && problem.Path == _tls.Settings.ServerCertificatePath);
    }

    /// <summary>
    /// Elapsed hours of the lifetime, and whether the certificate expires soon then: a one-day certificate is not always expiring.
    /// </summary>
    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(1, 15, false)]
    [InlineData(1, 17, true)]
    [InlineData(42, 27 * 24, false)]
    [InlineData(42, (28 * 24) + 1, true)]
    [InlineData(90, 75 * 24, false)]
    [InlineData(90, (76 * 24) + 1, true)]
    [InlineData(365, 350 * 24, false)]
    [InlineData(365, (351 * 24) + 1, true)]
    [InlineData(90, 59 * 24, false, "enrolled")]
    [InlineData(90, (60 * 24) + 1, true, "enrolled")]
    [InlineData(365, 334 * 24, false, "enrolled")]
    [InlineData(365, (335 * 24) + 1, true, "enrolled")]
    public void Case16_Soon_is_a_third_of_the_lifetime_and_at_most_14_days_or_30_of_a_managers(
        int days, int hours, bool isSoon, string? enrolled = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var begin = _tls.Clock.GetUtcNow();
        using var certificate = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(begin, begin.AddDays(days));
        var problems = new List<TlsProblem>();
        PemCertificates.CheckValidity(
            "p", "it", certificate, begin.AddHours(hours), TlsLimits.SoonFor(_tls.Settings with { Enrolled = enrolled }), problems);
        Assert.Equal(isSoon ? [TlsFailure.ExpiresSoon] : Array.Empty<TlsFailure>(), problems.Select(problem => problem.Reason));
    }

    [Fact]
    public void Bundle_keeps_authorities_and_leaves_out_others_saying_so()
    {
        File.AppendAllText(_tls.Settings.CaCertificatePath, File.ReadAllText(_tls.Authority.Files.Certificate("client")));

        var result = _tls.Load();

        Assert.Single(result.Material!.Authorities);
        Assert.Equal(TlsFailure.NotAnAuthority, Assert.Single(result.Problems).Reason);
    }

    [Fact]
    public void Certificates_behind_the_server_certificate_are_its_chain()
    {
        File.AppendAllText(_tls.Settings.ServerCertificatePath, File.ReadAllText(_tls.Settings.CaCertificatePath));

        Assert.Equal("CN=Test CA", Assert.Single(_tls.Load().Material!.Chain).Subject);
    }

    [Fact]
    public void Server_certificate_without_alternative_name_is_reported()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(_tls.Clock.GetUtcNow().AddDays(-1), _tls.Clock.GetUtcNow().AddDays(100));
        File.WriteAllText(_tls.File("bare.pem"), bare.ExportCertificatePem());
        Assert.Null(PkiFiles.WritePrivate(_tls.File("bare.key"), System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem())));
        _tls.Settings = _tls.Settings with { ServerCertificatePath = _tls.File("bare.pem"), ServerKeyPaths = [_tls.File("bare.key")] };

        Assert.Equal(TlsFailure.NoAlternativeName, Assert.Single(_tls.Load().Problems).Reason);
    }

    private void AssertFatal(TlsFailure expected)
    {
        var result = _tls.Load();
        Assert.Null(result.Material);
        Assert.Equal(expected, Assert.Single(result.Problems, problem => problem.IsFatal).Reason);
    }
}
