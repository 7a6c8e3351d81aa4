using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Tls;

public sealed class TlsReloadTests : IDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly TlsKeeper _keeper;

    public TlsReloadTests() => _keeper = new TlsKeeper(null, _tls.Clock);

    public void Dispose() => _tls.Dispose();

    [Fact]
    public void Without_good_files_there_is_nothing_and_a_reason()
    {
        File.Delete(_tls.Settings.CaCertificatePath);
        _keeper.Reload(_tls.Settings);

        Assert.Null(_keeper.Current);
        Assert.Equal("certificates: nothing can be served", _keeper.DegradedReasons[0]);
        Assert.EndsWith("ca.pem: the file does not exist", _keeper.DegradedReasons[1], StringComparison.Ordinal);
    }

    [Fact]
    public void New_certificate_is_taken_over()
    {
        _keeper.Reload(_tls.Settings);
        string before = _keeper.Current!.Server.SerialNumber;
        Assert.Null(_tls.Authority.Issue(new IssueRequest(CertificateUse.Server, "server", [], ["a.example"], 100, Force: true)).Failure);
        _keeper.Reload(_tls.Settings);

        Assert.NotEqual(before, _keeper.Current.Server.SerialNumber);
        Assert.Empty(_keeper.DegradedReasons);
    }

    [Fact]
    public void Broken_new_certificate_leaves_the_old_one_in_force()
    {
        _keeper.Reload(_tls.Settings);
        TlsMaterial before = _keeper.Current!;
        File.WriteAllText(_tls.Settings.ServerCertificatePath, "half a file");
        _keeper.Reload(_tls.Settings);

        Assert.Same(before.Server, _keeper.Current!.Server);
        Assert.Equal("certificates: the former certificates stay in force", _keeper.DegradedReasons[0]);
    }

    [Fact]
    public void Broken_new_certificate_does_not_keep_a_revocation_from_taking_effect()
    {
        _keeper.Reload(_tls.Settings);
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        File.WriteAllText(_tls.Settings.ServerCertificatePath, "half a file");
        _keeper.Reload(_tls.Settings);

        using X509Certificate2 client = _tls.Certificate("client");
        Assert.True(_keeper.Current!.Crl.IsRevoked(client));
        Assert.Equal("certificates: the former certificates stay in force", _keeper.DegradedReasons[0]);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("damaged")]
    [InlineData("put back")]
    public void Worse_revocation_list_does_not_make_a_revoked_certificate_good(string how)
    {
        string path = _tls.Settings.CrlPath;
        byte[] old = File.ReadAllBytes(path);
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        _keeper.Reload(_tls.Settings);
        Assert.Empty(_keeper.DegradedReasons);
        if (how == "deleted")
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllBytes(path, how == "damaged" ? [1, 2, 3] : old);
        }
        _keeper.Reload(_tls.Settings);

        using X509Certificate2 client = _tls.Certificate("client");
        Assert.True(_keeper.Current!.Crl.IsRevoked(client));
        Assert.Equal(CrlStatus.Degraded, _keeper.Current.Crl.StatusAt(_tls.Clock.GetUtcNow()));
        Assert.Single(_keeper.DegradedReasons);

        Assert.Null(_tls.Authority.RenewRevocationList(10).Failure);
        _keeper.Reload(_tls.Settings);
        Assert.Empty(_keeper.DegradedReasons);
        Assert.True(_keeper.Current.Crl.IsRevoked(client));
    }

    [Fact]
    public void List_of_an_authority_that_is_no_longer_trusted_goes_with_it()
    {
        _keeper.Reload(_tls.Settings);
        using var other = new TlsFixture();
        Assert.Null(other.Authority.Initialise("Another name", 100, force: true).Failure);
        Assert.Null(other.Authority.Issue(new IssueRequest(CertificateUse.Server, "server", [], ["a.example"], 100, Force: true)).Failure);
        File.Delete(other.Settings.CrlPath);
        _keeper.Reload(other.Settings);

        Assert.Equal(CrlStatus.Missing, _keeper.Current!.Crl.Loaded);
    }

    [Fact]
    public void Overdue_list_degrades_health_without_any_file_changing()
    {
        _keeper.Reload(_tls.Settings);
        _tls.Clock.Advance(TimeSpan.FromDays(91));

        Assert.Contains("next update was due", Assert.Single(_keeper.DegradedReasons), StringComparison.Ordinal);
    }
}
