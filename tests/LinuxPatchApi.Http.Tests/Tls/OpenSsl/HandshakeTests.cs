using LinuxPatchApi.Http.Tests.Support;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>Real handshakes: <c>openssl s_client</c> against the server.</summary>
[Collection(nameof(OpenSslClients))]
public sealed class HandshakeTests(OpenSslPki pki)
{
    private const string Get = "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    [Theory]
    [MemberData(nameof(HandshakeCases.Names), MemberType = typeof(HandshakeCases))]
    public async Task Client_is_let_in_or_refused_for_one_reason(string name)
    {
        var one = HandshakeCases.All[name];
        await using var server = Server();
        using var client = Connect(server, one);
        await client.WriteAsync(Get);
        var (_, output) = await client.EndAsync();
        if (one.Refused is not { } reason)
        {
            Assert.True(output.Contains("HTTP/1.1 200", StringComparison.Ordinal), output + string.Join('\n', server.Log.Records));
            Assert.Equal(1, server.Http.Counters.Handshakes);
            return;
        }
        await server.UntilAsync(() => server.Log.Records.Any(record => record.Id is 1004 or 1005));
        var told = server.Log.Records.Single(record => record.Id is 1004 or 1005).Text;
        Assert.True(server.Http.Counters.HandshakeFailures(reason) == 1, told + "\n" + output);
        Assert.Contains($"failed: {reason} (", told, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1", output, StringComparison.Ordinal);
        Assert.Equal((0, 0), (server.Http.Counters.Handshakes, server.Http.Counters.Requests));
    }

    private TestServer Server() => TestServer.Tls(change: options => options with
    {
        Tls = new FixedTls(new ServerTlsSnapshot(TestPki.Server, [], pki.Policy())),
    });

    private OpenSslProcess Connect(TestServer server, HandshakeCase one)
    {
        var options = one.Options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // The later option wins.
        return OpenSslProcess.Start(
            pki.Directory,
            ["s_client", "-connect", server.Endpoint.ToString(), "-quiet", "-cipher", "ALL:@SECLEVEL=0",
                .. one.Certificate is { } certificate ? pki.ClientArguments(certificate) : [], .. options]);
    }
}
