using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Daemon;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tests.Tls;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Daemon;

/// <summary>Uses certificates and lists made by the daemon's own authority.</summary>
public sealed class DaemonTlsTests : IDisposable
{
    private readonly TlsFixture _tls = new();
    private readonly TlsMonitor _monitor;

    public DaemonTlsTests() => _monitor = new TlsMonitor(null, _tls.Clock);

    public void Dispose() => _tls.Dispose();

    /// <summary>State of the revocation list and policy: whether a client with a valid certificate is accepted.</summary>
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
        using var client = _tls.Certificate("client");
        using var root = X509CertificateLoader.LoadCertificateFromFile(_tls.Settings.CaCertificatePath);
        var tls = Tls(policy);
        Assert.True(tls.IsAccepted([client, root], 0b10));
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
        Assert.Equal(isAccepted, tls.IsAccepted([client, root], 0b10));
    }

    /// <summary>
    /// An intermediate removed from the CA file ends the connections that rely on it, unless another chain leads to the root; one sent by
    /// clients stays valid.
    /// </summary>
    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, false, true)]
    public void Case39_Intermediate_taken_out_of_the_file_ends_the_connections_that_stood_on_it(bool wasInFile, bool isInFile,
        bool isAccepted)
    {
        using var pki = new IntermediatePki();
        pki.WriteTo(_tls.Settings.CaCertificatePath, withIntermediate: wasInFile);
        _monitor.Reload(_tls.Settings);
        Assert.NotNull(_monitor.Current);
        var tls = Tls(CrlPolicy.KeepServing);
        pki.WriteTo(_tls.Settings.CaCertificatePath, withIntermediate: isInFile);
        _monitor.Reload(_tls.Settings);
        Assert.Equal(isAccepted, tls.IsAccepted([pki.Leaf, pki.Intermediate, pki.Root], wasInFile ? 0b110 : 0b100));
    }

    /// <summary>
    /// The list of an intermediate that only the client sends: what it revokes is refused, in the handshake and afterwards.
    /// </summary>
    [Theory]
    [InlineData(true, "Revoked")]
    [InlineData(false, "Accepted")]
    public void Case03_List_of_an_intermediate_that_only_the_client_sends_counts(bool isRevoked, string verdict)
    {
        using var pki = new IntermediatePki();
        pki.WriteTo(_tls.Settings.CaCertificatePath, withIntermediate: false);
        File.WriteAllBytes(_tls.Settings.CrlPath, pki.List(isRevoked ? pki.Leaf : null));
        _monitor.Reload(_tls.Settings);
        var tls = Tls(isRevoked ? CrlPolicy.KeepServing : CrlPolicy.Refuse);
        Assert.Equal(verdict, tls.Current.Clients.Check(pki.Leaf, [pki.Intermediate]).ToString());
        Assert.Equal(isRevoked, tls.IsRevoked([pki.Leaf, pki.Intermediate, pki.Root]));
        Assert.Contains("counts for clients that send", _monitor.Current!.Crl.Reason, StringComparison.Ordinal);

        // As for a CA in the file: removing a list makes no certificate valid.
        File.Delete(_tls.Settings.CrlPath);
        _monitor.Reload(_tls.Settings);
        Assert.Equal(verdict, tls.Current.Clients.Check(pki.Leaf, [pki.Intermediate]).ToString());
    }

    [Fact]
    public void Case03_List_that_names_the_intermediate_and_is_not_signed_by_it_counts_for_nobody()
    {
        using var pki = new IntermediatePki();
        using var other = new IntermediatePki();
        pki.WriteTo(_tls.Settings.CaCertificatePath, withIntermediate: false);
        File.WriteAllBytes(_tls.Settings.CrlPath, other.List(pki.Leaf));
        _monitor.Reload(_tls.Settings);
        Assert.Equal(ClientCertificateVerdict.Accepted, Tls(CrlPolicy.KeepServing).Current.Clients.Check(pki.Leaf, [pki.Intermediate]));
    }

    /// <summary>The reloader checks again at that time, and so do open connections.</summary>
    [Fact]
    public void Case39_Next_end_is_that_of_the_list_then_of_the_certificate_then_of_the_authority()
    {
        _monitor.Reload(_tls.Settings);
        var material = _monitor.Current!;
        var (server, authority) = (material.Server.NotAfter.ToUniversalTime(), material.Authorities[0].NotAfter.ToUniversalTime());
        DateTimeOffset?[] ends =
            [material.Crl.NextUpdate, server - TlsLimits.ExpiresSoon, server, authority - TlsLimits.ExpiresSoon, authority, null];
        foreach (var end in ends)
        {
            Assert.Equal(end, _monitor.NextEnd);
            _tls.Clock.Advance((end ?? _tls.Clock.GetUtcNow()) - _tls.Clock.GetUtcNow());
        }
    }

    /// <summary>A certificate for a day is said to expire soon at two thirds of it, not at the next daily look.</summary>
    [Fact]
    public void Case16_Certificate_for_less_than_a_day_is_looked_at_when_it_expires_soon_and_when_it_becomes_valid()
    {
        var begin = DateTimeOffset.FromUnixTimeSeconds(_tls.Clock.GetUtcNow().ToUnixTimeSeconds()).AddHours(1);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var brief = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(begin, begin.AddHours(12));
        Assert.Equal([begin, begin.AddHours(8), begin.AddHours(12)], PemCertificates.Turns(brief, TlsLimits.ExpiresSoon));
    }

    private DaemonTls Tls(CrlPolicy policy) =>
        new(new FixedSnapshot(settings => settings with { Tls = settings.Tls with { CrlPolicy = policy } }, () => _monitor.Current),
            _tls.Clock);

    private ClientCertificateVerdict Check(bool refuse)
    {
        using var client = _tls.Certificate("client");
        return Tls(refuse ? CrlPolicy.Refuse : CrlPolicy.KeepServing).Current.Clients.Check(client, []);
    }
}
