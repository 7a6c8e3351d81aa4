using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Connections;

public sealed class MutualTlsTests
{
    [Fact]
    public async Task Client_with_certificate_of_the_configured_authority_is_answered()
    {
        await using var server = TestServer.Tls();
        await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await client.SendAsync("GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var response = await client.ReceiveAsync();
        Assert.NotNull(response);
        Assert.Equal(200, response.Status);
        Assert.Equal("GET /api/v1/health ", response.Text);
    }
}
