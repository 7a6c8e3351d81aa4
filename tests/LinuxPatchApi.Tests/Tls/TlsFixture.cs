using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Pki;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tls;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Tls;

/// <summary>A CA, a server certificate and a client certificate in a directory, laid out as the daemon reads them.</summary>
internal sealed class TlsFixture : IDisposable
{
    private readonly TemporaryDirectory _parent = new();

    public TlsFixture()
    {
        Authority = new CertificateAuthority(_parent.File("pki"), Clock);
        Assert.Null(Authority.Initialise("Test CA", 3650, force: false).Failure);
        Issue(CertificateUse.Server, "server");
        Issue(CertificateUse.Client, "client");
        Settings = new TlsSettings(
            Authority.Files.AuthorityCertificate, Authority.Files.Certificate("server"), [Authority.Files.Key("server")],
            Authority.Files.RevocationList, CrlPolicy.KeepServing);
    }

    public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public CertificateAuthority Authority { get; }

    public TlsSettings Settings { get; set; }

    public string Directory => Authority.Files.Directory;

    public string File(string name) => Path.Combine(Directory, name);

    public void Issue(CertificateUse use, string name) =>
        Assert.Null(Authority.Issue(new IssueRequest(use, name, [], ["host.example"], 365, Force: false)).Failure);

    public X509Certificate2 Certificate(string name) => X509CertificateLoader.LoadCertificateFromFile(Authority.Files.Certificate(name));

    public TlsLoadResult Load() => TlsLoader.Load(Settings, null, Clock.GetUtcNow());

    public void Dispose() => _parent.Dispose();
}
