using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Daemon;

/// <summary>With certificates and lists that the daemon's own authority makes.</summary>
public sealed class DaemonTlsTests : IDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly TlsMonitor _monitor;

    public DaemonTlsTests() => _monitor = new TlsMonitor(null, _tls.Clock);

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
        _monitor.Reload(_tls.Settings);
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
        _monitor.Reload(_tls.Settings);
        Assert.NotEqual(ClientCertificateVerdict.Accepted, Check(refuse));
    }

    [Fact]
    public void Snapshot_is_made_once_for_each_set_of_certificates()
    {
        _monitor.Reload(_tls.Settings);
        var tls = Tls(CrlPolicy.KeepServing);
        var first = tls.Current;
        Assert.Same(first, tls.Current);
        _tls.Issue(LinuxPatchApi.Pki.CertificateUse.Client, "another");
        Assert.Null(_tls.Authority.Issue(
            new LinuxPatchApi.Pki.IssueRequest(LinuxPatchApi.Pki.CertificateUse.Server, "server", [], ["b.example"], 100, Force: true))
            .Failure);
        _monitor.Reload(_tls.Settings);
        Assert.NotSame(first, tls.Current);
    }

    [Theory]
    [InlineData("nothing", CrlPolicy.Refuse, true)]
    [InlineData("another CA of the name", CrlPolicy.KeepServing, false)]
    [InlineData("another CA beside it", CrlPolicy.KeepServing, true)]
    [InlineData("validity", CrlPolicy.KeepServing, false)]
    [InlineData("list overdue", CrlPolicy.KeepServing, true)]
    [InlineData("list overdue", CrlPolicy.Refuse, false)]
    internal void Case39_Connection_is_held_to_what_is_in_force_now(string change, CrlPolicy policy, bool isAccepted)
    {
        _monitor.Reload(_tls.Settings);
        using X509Certificate2 client = _tls.Certificate("client");
        using X509Certificate2 root = X509CertificateLoader.LoadCertificateFromFile(_tls.Settings.CaCertificatePath);
        var tls = Tls(policy);
        Assert.True(tls.IsAccepted([client, root]));
        using var other = new TlsFixture();
        switch (change)
        {
            case "another CA of the name":
                _monitor.Reload(other.Settings);
                break;
            case "another CA beside it":
                File.AppendAllText(_tls.Settings.CaCertificatePath, File.ReadAllText(other.Settings.CaCertificatePath));
                _monitor.Reload(_tls.Settings);
                break;
            case "validity":
                _tls.Clock.Advance(TimeSpan.FromDays(366));
                break;
            case "list overdue":
                _tls.Clock.Advance(TimeSpan.FromDays(91));
                break;
        }
        Assert.Equal(isAccepted, tls.IsAccepted([client, root]));
    }

    /// <summary>The reloader looks again then, and open connections with it.</summary>
    [Fact]
    public void Case39_Next_end_is_that_of_the_list_then_of_the_certificate_then_of_the_authority()
    {
        _monitor.Reload(_tls.Settings);
        var material = _monitor.Current!;
        Assert.Equal(material.Crl.NextUpdate, _monitor.NextEnd);
        _tls.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(material.Server.NotAfter.ToUniversalTime(), _monitor.NextEnd!.Value.UtcDateTime);
        _tls.Clock.Advance(TimeSpan.FromDays(300));
        Assert.Equal(material.Authorities[0].NotAfter.ToUniversalTime(), _monitor.NextEnd!.Value.UtcDateTime);
        _tls.Clock.Advance(TimeSpan.FromDays(10000));
        Assert.Null(_monitor.NextEnd);
    }

    private DaemonTls Tls(CrlPolicy policy) =>
        new(new FixedSnapshot(settings => settings with { Tls = settings.Tls with { CrlPolicy = policy } }, () => _monitor.Current), _tls.Clock);

    private ClientCertificateVerdict Check(bool refuse)
    {
        using X509Certificate2 client = _tls.Certificate("client");
        return Tls(refuse ? CrlPolicy.Refuse : CrlPolicy.KeepServing).Current.Clients.Check(client, []);
    }
}
