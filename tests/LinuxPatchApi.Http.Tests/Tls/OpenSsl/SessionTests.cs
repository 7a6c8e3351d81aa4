using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Tests.Support;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Tls.OpenSsl;

/// <summary>What a client may try after its handshake, or to bypass one.</summary>
[Collection(nameof(OpenSslClients))]
public sealed class SessionTests(OpenSslPki pki)
{
    private const string Get = "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private int _judged;
    private RevocationVerdict _verdict = RevocationVerdict.Good;

    [Fact]
    public async Task Ticket_of_ours_leads_to_a_full_handshake_in_which_the_certificate_is_judged_again()
    {
        await using var server = Server();
        using (var first = Connect(server, "-quiet", "-sess_out", "ours.session"))
        {
            await first.WriteAsync(Get);
            Assert.Contains("HTTP/1.1 200", (await first.EndAsync()).Output, StringComparison.Ordinal);
        }
        Assert.True(File.Exists(pki.Path("ours.session")));
        using (var second = Connect(server, "-ign_eof", "-sess_in", "ours.session"))
        {
            await second.WriteAsync(Get);
            var output = (await second.EndAsync()).Output;
            Assert.Contains("New, TLSv1.3", output, StringComparison.Ordinal);
            Assert.Contains("HTTP/1.1 200", output, StringComparison.Ordinal);
        }
        Assert.Equal(2, _judged);
        _verdict = RevocationVerdict.Revoked;
        using var third = Connect(server, "-ign_eof", "-sess_in", "ours.session");
        await third.WriteAsync(Get);
        Assert.DoesNotContain("HTTP/1.1", (await third.EndAsync()).Output, StringComparison.Ordinal);
        await server.UntilAsync(() => server.Http.Counters.HandshakeFailures(HandshakeFailureReason.Revoked) == 1);
    }

    [Fact]
    public async Task Ticket_of_another_server_with_early_data_leads_to_a_full_handshake_and_the_early_data_is_dropped()
    {
        using var other = OpenSslProcess.Start(
            pki.Directory, "s_server", "-accept", "127.0.0.1:0", "-cert", "good.pem", "-key", "good.key", "-early_data", "-tls1_3");
        Assert.True(await other.SeesAsync("ACCEPT 127.0.0.1:"), other.Output);
        Assert.True(await other.SeesAsync("\n"), other.Output);
        var address = other.Output.Split("ACCEPT ")[1].Split('\n')[0].Trim();
        using (var first = OpenSslProcess.Start(pki.Directory, "s_client", "-connect", address, "-sess_out", "other.session"))
        {
            // Written while the tickets arrive, so it is complete when the program has ended.
            for (var i = 0; i < 5000 && !File.Exists(pki.Path("other.session")); i++)
            {
                await Task.Delay(1);
            }
            await first.WriteAsync("Q\n");
            await first.EndAsync();
        }
        await File.WriteAllTextAsync(pki.Path("early"), Get);
        await using var server = Server();
        using var client = Connect(server, "-ign_eof", "-sess_in", "other.session", "-early_data", "early");
        await client.WriteAsync(Get);
        var output = (await client.EndAsync()).Output;
        Assert.Contains("Early data was rejected", output, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200", output, StringComparison.Ordinal);
        Assert.Contains("New, TLSv1.3", output, StringComparison.Ordinal);
        Assert.Equal((1, 1), (server.Http.Counters.Requests, _judged));
    }

    [Theory]
    [InlineData("K\n")]
    [InlineData("k\n")]
    public async Task Key_update_is_followed_and_the_connection_goes_on(string command)
    {
        await using var server = Server();
        using var client = Connect(server);
        await client.WriteAsync(command);
        Assert.True(await client.SeesAsync("KEYUPDATE"), client.Output);
        await client.WriteAsync(Get);
        Assert.Contains("HTTP/1.1 200", (await client.EndAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renegotiation_does_not_exist_and_ends_the_client_not_the_server()
    {
        await using var server = Server();
        using (var client = Connect(server))
        {
            await client.WriteAsync("R\n");
            Assert.True(await client.SeesAsync("RENEGOTIATING"), client.Output);
            await client.WriteAsync(Get);
            Assert.DoesNotContain("HTTP/1.1", (await client.EndAsync()).Output, StringComparison.Ordinal);
        }
        using var next = Connect(server, "-quiet");
        await next.WriteAsync(Get);
        Assert.Contains("HTTP/1.1 200", (await next.EndAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peer_cannot_tell_one_refusal_from_another()
    {
        string[] names =
            ["of-other-root", "expired", "revoked", "rsa-1024", "sha1", "server-usage", "of-ca-4", "excluded-name", "ca-as-client"];
        var seen = new HashSet<string>();
        foreach (var name in names)
        {
            await using var server = Server();
            using var client = OpenSslProcess.Start(
                pki.Directory,
                [
                    "s_client", "-connect", server.Endpoint.ToString(), "-quiet", "-msg", "-cipher", "ALL:@SECLEVEL=0",
                    .. pki.ClientArguments(name),
                ]);
            await client.WriteAsync(Get);
            var heard = (await client.EndAsync()).Output.Split('\n')
                .Where(line => line.StartsWith("<<<", StringComparison.Ordinal) && !line.Contains("Handshake", StringComparison.Ordinal));
            seen.Add(string.Join('|', heard));
            await server.UntilAsync(() => server.Log.Records.Any(record => record.Id == 1005));
        }
        Assert.True(seen.Count == 1, string.Join('\n', seen));
        Assert.DoesNotContain("Alert", seen.First(), StringComparison.Ordinal);
    }

    private TestServer Server() => TestServer.Tls(change: options => options with
    {
        Tls = new FixedTls(new ServerTlsSnapshot(TestPki.Server, [], new ClientCertificatePolicy(pki.Authorities, Judge))),
    });

    private RevocationVerdict Judge(X509Certificate2 leaf, X509Chain chain)
    {
        Interlocked.Increment(ref _judged);
        return pki.Revoked.Contains(leaf.SerialNumber) ? RevocationVerdict.Revoked : _verdict;
    }

    private OpenSslProcess Connect(TestServer server, params IEnumerable<string> options) => OpenSslProcess.Start(
        pki.Directory, ["s_client", "-connect", server.Endpoint.ToString(), .. pki.ClientArguments("good"), .. options]);
}
