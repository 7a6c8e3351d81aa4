using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>One authority with a server and a client, shared by all tests of a run.</summary>
internal static class TestPki
{
    public static readonly TestAuthority Authority = new("Test root");
    public static readonly X509Certificate2 Server = Authority.Issue("CN=localhost", TestAuthority.ServerAuth);
    public static readonly X509Certificate2 Client = Authority.Issue("CN=manager, O=Site", TestAuthority.ClientAuth);

    public static ServerTlsSnapshot Snapshot(Func<X509Certificate2, X509Chain, RevocationVerdict>? revocation = null) =>
        new(Server, [], new ClientCertificatePolicy([Authority.Certificate], revocation));
}
