using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Daemon.LocalClient;
using LinuxPatchApi.Http.Tls;
using LinuxPatchApi.Tls;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Daemon.LocalClient;

/// <summary>Whether a new version has to get an answer with its own certificate: only where the agent accepts it from a client.</summary>
public sealed class OwnListenerTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _stranger;

    public OwnListenerTests()
    {
        _authority = Authority("CN=fleet");
        _stranger = Authority("CN=public");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
        _key.Dispose();
    }

    [Theory]
    [InlineData("both", true)]
    [InlineData("server only", false)]
    [InlineData("no usages", false)]
    [InlineData("any usage", false)]
    [InlineData("no signatures", false)]
    [InlineData("other authority", false)]
    [InlineData("expired", false)]
    [InlineData("revoked", false)]
    public void Health_is_required_only_where_the_policy_in_force_accepts_the_certificate(string kind, bool isClient)
    {
        string[] usages = kind switch
        {
            "no usages" => [],
            "any usage" => ["2.5.29.37.0"],
            "server only" => [CertificateUsage.Server],
            _ => [CertificateUsage.Server, CertificateUsage.Client],
        };
        using var server = Issue(
            kind == "other authority" ? _stranger : _authority, "host.example", usages,
            kind == "no signatures" ? X509KeyUsageFlags.KeyEncipherment : X509KeyUsageFlags.DigitalSignature);
        var clock = new FakeTimeProvider(kind == "expired" ? Now.AddDays(11) : Now);
        var policy = new ClientCertificatePolicy(
            [_authority], (_, _) => kind == "revoked" ? RevocationVerdict.Revoked : RevocationVerdict.Good, clock);
        Assert.Equal(isClient, OwnListener.IsClient(server, [], policy));
    }

    /// <summary>The name must match the certificate, or the agent would not verify itself.</summary>
    [Theory]
    [InlineData("host.example", "https://host.example:12443/health")]
    [InlineData("*.fleet.example", "https://host.fleet.example:12443/health")]
    public void The_address_has_a_name_of_the_certificate(string name, string address)
    {
        using var server = Issue(_authority, name, [CertificateUsage.Server], X509KeyUsageFlags.DigitalSignature);
        var asked = RunningAgent.Address(server, new IPEndPoint(IPAddress.Loopback, 12443), "/health");
        Assert.Equal(address, asked.ToString());
        Assert.True(server.MatchesHostname(asked.Host));
    }

    private X509Certificate2 Authority(string name)
    {
        var request = new CertificateRequest(name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(100));
    }

    private X509Certificate2 Issue(X509Certificate2 issuer, string name, string[] usages, X509KeyUsageFlags keyUsage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=host", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(keyUsage, critical: true));
        if (usages.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. usages.Select(u => new Oid(u))], critical: false));
        }

        return request.Create(issuer, Now.AddDays(-1), Now.AddDays(10), RandomNumberGenerator.GetBytes(8));
    }
}
