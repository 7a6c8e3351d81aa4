using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Daemon;

/// <summary>With certificates and lists that the daemon's own authority makes.</summary>
public sealed class DaemonTlsTests : IDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly TlsKeeper _keeper;

    public DaemonTlsTests() => _keeper = new TlsKeeper(null, _tls.Clock);

    public void Dispose() => _tls.Dispose();

    /// <summary>State of the revocation list, policy: whether a client with a good certificate comes in.</summary>
    [Theory]
    [InlineData("valid", false, true)]
    [InlineData("valid", true, true)]
    [InlineData("missing", false, true)]
    [InlineData("missing", true, false)]
    [InlineData("expired", false, true)]
    [InlineData("expired", true, false)]
    [InlineData("invalid", false, true)]
    [InlineData("invalid", true, false)]
    public void Policy_says_what_a_list_that_is_not_valid_means(string list, bool refuse, bool accepted)
    {
        if (list == "missing")
        {
            File.Delete(_tls.Settings.CrlPath);
        }
        else if (list == "invalid")
        {
            File.WriteAllText(_tls.Settings.CrlPath, "no list");
        }
        _keeper.Reload(_tls.Settings);
        if (list == "expired")
        {
            _tls.Clock.Advance(TimeSpan.FromDays(91));
        }
        Assert.Equal(accepted, Check(refuse) == ClientCertificateVerdict.Accepted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Revoked_client_is_refused_whatever_the_policy(bool refuse)
    {
        Assert.Null(_tls.Authority.RevokeFile(_tls.Authority.Files.Certificate("client")).Failure);
        _keeper.Reload(_tls.Settings);
        Assert.NotEqual(ClientCertificateVerdict.Accepted, Check(refuse));
    }

    [Fact]
    public void Snapshot_is_made_once_for_each_set_of_certificates()
    {
        _keeper.Reload(_tls.Settings);
        var tls = new DaemonTls(_keeper, () => CrlPolicy.KeepServing, _tls.Clock);
        var first = tls.Current;
        Assert.Same(first, tls.Current);
        _tls.Issue(LinuxPatchApi.Pki.CertificateUse.Client, "another");
        Assert.Null(_tls.Authority.Issue(
            new LinuxPatchApi.Pki.IssueRequest(LinuxPatchApi.Pki.CertificateUse.Server, "server", [], ["b.example"], 100, Force: true))
            .Failure);
        _keeper.Reload(_tls.Settings);
        Assert.NotSame(first, tls.Current);
    }

    private ClientCertificateVerdict Check(bool refuse)
    {
        using X509Certificate2 client = _tls.Certificate("client");
        return new DaemonTls(_keeper, () => refuse ? CrlPolicy.Refuse : CrlPolicy.KeepServing, _tls.Clock)
            .Current.Clients.Check(client, []);
    }
}
