using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Access;

/// <summary>Who gets an answer at all.</summary>
public sealed class IdentityTests(AgentHost host) : IClassFixture<AgentHost>
{
    [Fact]
    public async Task Without_a_client_certificate_nothing_is_answered() =>
        Assert.Equal("", await HeardAsync(host.Identity with { Own = null }));

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        await host.Sandbox.ShAsync("linux-patch-api pki init --directory /root/other --name Other");
        Assert.Equal("", await HeardAsync(await host.IssueAsync("stranger", "/root/other")));
    }

    [Fact]
    public async Task A_server_certificate_is_no_client_certificate() =>
        Assert.Equal("", await HeardAsync(await host.IssueAsync("server2", use: "--server --dns server2.example.org")));

    [Fact]
    public async Task A_revoked_certificate_is_refused_as_soon_as_the_new_list_is_there()
    {
        var lost = await host.IssueAsync("lost");
        Assert.StartsWith("HTTP/1.1 200", await HeardAsync(lost));
        await host.Sandbox.ShAsync(
            "linux-patch-api pki revoke --directory /root/pki --certificate /root/pki/lost.pem; "
            + "cp /root/pki/crl.pem /etc/linux_patch_api/certs/crl.pem.new; mv /etc/linux_patch_api/certs/crl.pem.new "
            + "/etc/linux_patch_api/certs/crl.pem");
        await Eventually.AsWantedAsync("the refusal", () => HeardAsync(lost), heard => heard == "");
        Assert.StartsWith("HTTP/1.1 200", await HeardAsync(host.Identity));
        Assert.Equal("valid", (await host.Client.HealthAsync()).Text("crl_status"));
    }

    [Fact]
    public async Task Tls_1_2_is_not_spoken()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var failure = await Record.ExceptionAsync(
            () => RawClient.ConnectAsync(host.Sandbox.Address, host.Identity, SslProtocols.Tls12, limit.Token));
        Assert.True(failure is AuthenticationException or IOException, failure?.ToString());
    }

    /// <summary>
    /// Of the delivered binary, in which alone the contexts of OpenSSL are made without them (docs/decisions/0009): with a ticket a
    /// session could be resumed, as connections share a context.
    /// </summary>
    [Fact]
    public async Task No_session_ticket_is_sent_on_any_connection()
    {
        var files = host.Sandbox.ClientFiles;
        for (var i = 0; i < 4; i++)
        {
            var heard = await Command.RunAsync(
                "bash",
                "-c",
                "printf 'GET /health HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' | timeout 20 openssl s_client "
                + $"-connect {host.Sandbox.Address}:12443 -CAfile {files}/ca.pem -cert {files}/client.pem -key {files}/client.key.pem "
                + "-ign_eof -msg");
            Assert.Contains("HTTP/1.1 200", heard, StringComparison.Ordinal);
            Assert.Contains("ServerHello", heard, StringComparison.Ordinal);
            Assert.DoesNotContain("SessionTicket", heard, StringComparison.Ordinal);
            Assert.DoesNotContain("Session Ticket", heard, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task IPv6_works_and_the_job_knows_the_address()
    {
        using var client = new AgentClient(host.Sandbox.Address6, host.Identity);
        var job = await client.DoneAsync("POST", "/api/v1/patches/apply", """{"packages":[]}""");
        Assert.Equal(host.Sandbox.Address6[..^1] + "1", job.At("requested_by").Text("address"));
        Assert.Equal(host.Identity.Own!.SerialNumber, job.At("requested_by").Text("serial"));
    }

    [Fact]
    public async Task Connecting_and_closing_is_tolerated_and_not_worth_a_line()
    {
        var before = await LinesAsync();
        for (var i = 0; i < 20; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(host.Sandbox.Address, 12443);
        }

        await host.AnsweringAsync();
        Assert.Equal(before, await LinesAsync());

        async Task<int> LinesAsync() =>
            (await host.Sandbox.JournalAsync()).Split('\n').Count(l => l.Contains("LinuxPatchApi.Http", StringComparison.Ordinal));
    }

    /// <summary>What is heard in answer to a good request; empty when the connection is refused.</summary>
    private async Task<string> HeardAsync(ClientIdentity identity)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await using var stream = await RawClient.ConnectAsync(host.Sandbox.Address, identity, SslProtocols.Tls13, limit.Token);
            await stream.WriteAsync("GET /health HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), limit.Token);
            var buffer = new byte[64];
            return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, limit.Token));
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return "";
        }
    }
}
