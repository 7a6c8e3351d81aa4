using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls;

public sealed class TlsReloadTests : IDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly TlsMonitor _monitor;

    public TlsReloadTests() => _monitor = new TlsMonitor(null, _tls.Clock);

    public void Dispose() => _tls.Dispose();

    [Fact]
    public void Without_good_files_there_is_nothing_and_a_reason()
    {
        File.Delete(_tls.Settings.CaCertificatePath);
        _monitor.Reload(_tls.Settings);

        Assert.Null(_monitor.Current);
        Assert.Equal("certificates: nothing can be served", _monitor.DegradedReasons[0]);
        Assert.EndsWith("ca.pem: the file does not exist", _monitor.DegradedReasons[1], StringComparison.Ordinal);
    }

    [Fact]
    public void New_certificate_is_taken_over()
    {
        _monitor.Reload(_tls.Settings);
        var before = _monitor.Current!.Server.SerialNumber;
        Assert.Null(_tls.Authority.Issue(new IssueRequest(CertificateUse.Server, "server", [], ["a.example"], 100, Force: true)).Failure);
        _monitor.Reload(_tls.Settings);

        Assert.NotEqual(before, _monitor.Current.Server.SerialNumber);
        Assert.Empty(_monitor.DegradedReasons);
    }

    [Fact]
    public void Broken_new_certificate_leaves_the_old_one_in_force()
    {
        _monitor.Reload(_tls.Settings);
        var before = _monitor.Current!;
        File.WriteAllText(_tls.Settings.ServerCertificatePath, "half a file");
        _monitor.Reload(_tls.Settings);

        Assert.Same(before.Server, _monitor.Current!.Server);
        Assert.Equal(
            "certificates: the previous certificates stay in force, and a restart would leave this host without an agent",
            _monitor.DegradedReasons[0]);
    }

    [Fact]
    public void Broken_new_certificate_does_not_keep_a_revocation_from_taking_effect()
    {
        _monitor.Reload(_tls.Settings);
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        File.WriteAllText(_tls.Settings.ServerCertificatePath, "half a file");
        _monitor.Reload(_tls.Settings);

        using var client = _tls.Certificate("client");
        Assert.True(_monitor.Current!.Crl.IsRevoked(client));
        Assert.Equal(
            "certificates: the previous certificates stay in force, and a restart would leave this host without an agent",
            _monitor.DegradedReasons[0]);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("damaged")]
    [InlineData("put back")]
    public void Worse_revocation_list_does_not_make_a_revoked_certificate_good(string how)
    {
        var path = _tls.Settings.CrlPath;
        var old = File.ReadAllBytes(path);
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        _monitor.Reload(_tls.Settings);
        Assert.Empty(_monitor.DegradedReasons);
        if (how == "deleted")
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllBytes(path, how == "damaged" ? [1, 2, 3] : old);
        }
        _monitor.Reload(_tls.Settings);

        using var client = _tls.Certificate("client");
        Assert.True(_monitor.Current!.Crl.IsRevoked(client));
        Assert.Equal(CrlStatus.Degraded, _monitor.Current.Crl.StatusAt(_tls.Clock.GetUtcNow()));
        Assert.Single(_monitor.DegradedReasons);

        Assert.Null(_tls.Authority.RenewRevocationList(10).Failure);
        _monitor.Reload(_tls.Settings);
        Assert.Empty(_monitor.DegradedReasons);
        Assert.True(_monitor.Current.Crl.IsRevoked(client));
    }

    [Fact]
    public void List_of_an_authority_that_is_no_longer_trusted_goes_with_it()
    {
        _monitor.Reload(_tls.Settings);
        using var other = new TlsFixture();
        Assert.Null(other.Authority.Initialise("Another name", 100, force: true).Failure);
        Assert.Null(other.Authority.Issue(new IssueRequest(CertificateUse.Server, "server", [], ["a.example"], 100, Force: true)).Failure);
        File.Delete(other.Settings.CrlPath);
        _monitor.Reload(other.Settings);

        Assert.Equal(CrlStatus.Missing, _monitor.Current!.Crl.Loaded);
    }

    [Fact]
    public void Overdue_list_degrades_health_without_any_file_changing()
    {
        _monitor.Reload(_tls.Settings);
        _tls.Clock.Advance(TimeSpan.FromDays(91));

        Assert.Contains("next update was due", Assert.Single(_monitor.DegradedReasons), StringComparison.Ordinal);
    }
}
