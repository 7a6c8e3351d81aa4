using LinuxPatchApi.Http.Tests.Support;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Tls;

public sealed class HandshakeFailureTests
{
    [Fact]
    public void Case30_A_missing_and_a_foreign_certificate_are_described()
    {
        Assert.Equal("no client certificate was sent", HandshakeFailure.Describe(ClientCertificateVerdict.Missing, null, "CN=ours"));
        Assert.Equal(
            "issued by CN=theirs, accepted is CN=ours",
            HandshakeFailure.Describe(ClientCertificateVerdict.Untrusted, "CN=theirs", "CN=ours"));
    }

    [Fact]
    public void Case30_Every_verdict_has_a_description()
    {
        foreach (var verdict in Enum.GetValues<ClientCertificateVerdict>())
        {
            Assert.NotEqual("", HandshakeFailure.Describe(verdict, null, null));
        }
    }

    [Fact]
    public async Task Case30_The_log_of_a_client_without_certificate_has_no_innards()
    {
        await using var server = TestServer.Tls();
        try
        {
            await using var client = await RawClient.TlsAsync(server.Endpoint, null);
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await client.ReceiveAsync();
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The refusal may come with the handshake or with the first read.
        }
        await server.UntilAsync(() => server.Log.Records.Any(record => record.Id == 1005));
        var text = server.Log.Records.Single(record => record.Id == 1005).Text;
        Assert.Contains("NoCertificate (no client certificate was sent)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("(null)", text, StringComparison.Ordinal);
    }
}
