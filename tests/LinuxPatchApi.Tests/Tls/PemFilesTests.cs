using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls;

/// <summary>The configured certificate and key files, as people, tools and disks leave them.</summary>
public sealed class PemFilesTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TlsFixture _tls = new();
    private readonly TlsFixture _other = new();

    public void Dispose()
    {
        _tls.Dispose();
        _other.Dispose();
    }

    private string Ca => _tls.Settings.CaCertificatePath;

    private string Server => _tls.Settings.ServerCertificatePath;

    private string Key => _tls.Settings.ServerKeyPaths[0];

    [Theory]
    [InlineData("byte order mark")]
    [InlineData("CRLF")]
    [InlineData("CR")]
    [InlineData("old label")]
    [InlineData("twice")]
    public void Case02_All_authorities_of_the_file_are_taken(string how)
    {
        string first = File.ReadAllText(Ca), second = File.ReadAllText(_other.Settings.CaCertificatePath);
        Write(Ca, how switch
        {
            "byte order mark" => "\uFEFF" + first + "\uFEFF" + second,
            "CRLF" => (first + second).Replace("\n", "\r\n", StringComparison.Ordinal),
            "CR" => (first + second).Replace('\n', '\r'),
            "old label" => first.Replace(" CERTIFICATE", " X509 CERTIFICATE", StringComparison.Ordinal) + second,
            _ => first + second + first,
        });
        var result = _tls.Load();
        Assert.Empty(result.Problems);
        Assert.Equal(2, result.Material!.Authorities.Count);
    }

    [Fact]
    public void Case02_Authority_behind_a_missing_line_end_is_taken_and_that_is_reported()
    {
        Write(Ca, File.ReadAllText(Ca).TrimEnd() + File.ReadAllText(_other.Settings.CaCertificatePath));
        var result = _tls.Load();
        Assert.Equal(2, result.Material!.Authorities.Count);
        Assert.Contains("the line end between them is missing", Assert.Single(result.Problems).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca.pem")]
    [InlineData("server.pem")]
    [InlineData("server.key.pem")]
    public void Case02_Block_that_is_cut_short_is_refused_with_its_line(string name)
    {
        var text = File.ReadAllText(_tls.File(name));
        Write(_tls.File(name), "# comment\n" + text + text[..60]);
        var result = _tls.Load();
        Assert.Null(result.Material);
        var problem = Assert.Single(result.Problems, one => one.IsFatal);
        Assert.Equal((TlsFailure.NotPem, _tls.File(name)), (problem.Reason, problem.Path));
        Assert.StartsWith($"line {text.Count(one => one == '\n') + 2}: ", problem.Detail, StringComparison.Ordinal);
        Assert.EndsWith("has no end; the file is cut short", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Case02_Trusted_certificate_is_reported_and_not_taken()
    {
        var trusted = Tool.Succeed("openssl", "x509", "-in", _other.Settings.CaCertificatePath, "-addtrust", "clientAuth", "-trustout");
        Write(Ca, File.ReadAllText(Ca) + trusted);
        var result = _tls.Load();
        Assert.Single(result.Material!.Authorities);
        Assert.Contains("TRUSTED CERTIFICATE", Assert.Single(result.Problems).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Case02_Private_key_in_the_authority_file_is_reported()
    {
        Write(Ca, File.ReadAllText(Ca) + File.ReadAllText(Key));
        Assert.Contains("'PRIVATE KEY' does not belong in this file", Assert.Single(_tls.Load().Problems).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Case02_Server_certificate_is_the_one_that_the_key_belongs_to()
    {
        Write(Server, File.ReadAllText(Ca) + File.ReadAllText(Server));
        var result = _tls.Load();
        Assert.Empty(result.Problems);
        Assert.Equal("CN=server", result.Material!.Server.Subject);
        Assert.Equal("CN=Test CA", Assert.Single(result.Material.Chain).Subject);
    }

    [Fact]
    public void Case02_Certificate_and_key_in_one_file_are_read()
    {
        Write(Server, File.ReadAllText(Key) + File.ReadAllText(Server));
        _tls.Settings = _tls.Settings with { ServerKeyPaths = [Server] };
        var result = _tls.Load();
        Assert.Empty(result.Problems);
        Assert.True(result.Material!.Server.HasPrivateKey);
    }

    [Theory]
    [InlineData("byte order mark")]
    [InlineData("CRLF")]
    [InlineData("parameters before")]
    [InlineData("text before")]
    public void Case02_Key_is_read_as_tools_write_it(string how)
    {
        var key = File.ReadAllText(Key);
        Write(Key, how switch
        {
            "byte order mark" => "\uFEFF" + key,
            "CRLF" => key.Replace("\n", "\r\n", StringComparison.Ordinal),
            "parameters before" => "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + key,
            _ => "Bag Attributes\n    friendlyName: server\n" + key,
        });
        Assert.Empty(_tls.Load().Problems);
        Assert.NotNull(_tls.Load().Material);
    }

    [Fact]
    public void Case02_Second_private_key_is_refused_with_its_line()
    {
        var key = File.ReadAllText(Key);
        Write(Key, key + File.ReadAllText(_tls.Authority.Files.Key("client")));
        var problem = Assert.Single(_tls.Load().Problems);
        Assert.Equal((TlsFailure.KeyMismatch, true), (problem.Reason, problem.IsFatal));
        Assert.StartsWith($"line {key.Count(one => one == '\n') + 1}: a second private key", problem.Detail, StringComparison.Ordinal);
    }

    /// <summary>Some tools write the authority and its list into one file.</summary>
    [Fact]
    public void Case02_List_beside_the_authority_counts_when_it_is_the_list_file_and_is_reported_when_it_is_not()
    {
        var list = File.ReadAllText(_tls.Settings.CrlPath);
        Write(Ca, File.ReadAllText(Ca) + list);
        Assert.Empty(_tls.Load().Problems);
        _tls.Settings = _tls.Settings with { CrlPath = Ca };
        Assert.Empty(_tls.Load().Problems);
        Assert.Equal(CrlStatus.Valid, _tls.Load().Material!.Crl.Loaded);

        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        var newer = File.ReadAllText(_tls.Authority.Files.RevocationList);
        Write(_tls.File("old.pem"), list);
        Write(Ca, File.ReadAllText(Ca) + newer);
        _tls.Settings = _tls.Settings with { CrlPath = _tls.File("old.pem") };
        Assert.Contains("a revocation list that the file of tls.crl_path does not have", Assert.Single(_tls.Load().Problems).Detail,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Case03_Authority_replaced_under_its_name_while_running_has_its_list_at_once()
    {
        var monitor = new TlsMonitor(null, _tls.Clock);
        Assert.Null(_tls.Authority.RenewRevocationList(10).Failure);
        Assert.Null(_tls.Authority.RenewRevocationList(10).Failure);
        monitor.Reload(_tls.Settings);
        Assert.Empty(monitor.DegradedReasons);
        Assert.Null(_other.Authority.RevokeFile(_other.Authority.Files.Certificate("client")).Failure);

        monitor.Reload(_other.Settings);

        Assert.Empty(monitor.DegradedReasons);
        using var client = _other.Certificate("client");
        Assert.True(monitor.Current!.Crl.IsRevoked(client));
    }

    [Fact]
    public void Case44_List_of_the_future_is_taken_when_its_time_has_come()
    {
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        var behind = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(_tls.Clock.GetUtcNow().AddDays(-3));
        var monitor = new TlsMonitor(null, behind);
        monitor.Reload(_tls.Settings);
        using var client = _tls.Certificate("client");
        Assert.Equal(CrlStatus.Invalid, monitor.Current!.Crl.Loaded);
        Assert.Contains("What it revokes is refused already", monitor.DegradedReasons[^1], StringComparison.Ordinal);
        Assert.True(monitor.Current.Crl.IsRevoked(client));
        Assert.True(monitor.NextEnd <= monitor.Current.Crl.Awaited);
        behind.Advance(TimeSpan.FromDays(3));
        Assert.Equal(CrlStatus.Valid, monitor.Current.Crl.Loaded);
        Assert.True(monitor.Current.Crl.IsRevoked(client));
    }

    private static void Write(string path, string text)
    {
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, Private);
    }
}
