using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using LinuxPatchApi.Http.Connections;
using LinuxPatchApi.Http.Connections.Listening;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Tests.Support;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http.Tests.Connections.Listening;

public sealed class AdmissionTests
{
    private const string Get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public async Task Denied_peer_sees_a_close_before_any_byte()
    {
        await using var server = TestServer.Tls(change: options => options with { AddressFilter = _ => false });
        Assert.Empty(await RawClient.ReadFromClosingAsync(server.Endpoint));
        await server.UntilAsync(() => server.Http.Counters.Denied == 1);
        Assert.Equal((1, 0), (server.Http.Counters.Accepted, server.Http.Counters.ActiveConnections));
        Assert.DoesNotContain(server.Log.Records, record => record.Level > LogLevel.Debug && record.Id != 1000);
    }

    [Fact]
    public async Task Filter_that_throws_denies_and_the_server_goes_on()
    {
        var broken = true;
        await using var server = TestServer.Plain(change: options => options with
        {
            AddressFilter = _ => broken ? throw new InvalidOperationException() : true,
        });
        Assert.Empty(await RawClient.ReadFromClosingAsync(server.Endpoint));
        broken = false;
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(Get);
        Assert.Equal(200, (await client.ReceiveAsync())!.Status);
    }

    [Theory]
    [InlineData("::", "127.0.0.1", "127.0.0.1")]
    [InlineData("::", "::1", "::1")]
    [InlineData("::1", "::1", "::1")]
    [InlineData("0.0.0.0", "127.0.0.1", "127.0.0.1")]
    public async Task Both_families_are_served_and_addresses_are_normalised(string bind, string connect, string expected)
    {
        var asked = new ConcurrentQueue<IPAddress>();
        await using var server = TestServer.Tls(
            static (exchange, _) =>
            {
                exchange.Response.Body.Write(Encoding.ASCII.GetBytes(exchange.Request.Client.Address.ToString()));
                return default;
            },
            options => options with
            {
                Endpoints = [new IPEndPoint(IPAddress.Parse(bind), 0)],
                AddressFilter = address =>
                {
                    asked.Enqueue(address);
                    return true;
                },
            });
        await using var client = await RawClient.TlsAsync(new IPEndPoint(IPAddress.Parse(connect), server.Endpoint.Port), TestPki.Client);
        await client.SendAsync(Get);
        Assert.Equal(expected, (await client.ReceiveAsync())!.Text);
        Assert.Equal(IPAddress.Parse(expected), Assert.Single(asked));
    }

    [Fact]
    public async Task IPv4_and_IPv6_endpoints_of_one_port_stand_beside_each_other()
    {
        await using var probe = TestServer.Plain();
        var port = probe.Endpoint.Port;
        await probe.DisposeAsync();
        await using var server = TestServer.Plain(change: options => options with
        {
            Endpoints = [new IPEndPoint(IPAddress.Any, port), new IPEndPoint(IPAddress.IPv6Any, port)],
        });
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            await using var client = await RawClient.PlainAsync(new IPEndPoint(address, port));
            await client.SendAsync(Get);
            Assert.Equal(200, (await client.ReceiveAsync())!.Status);
        }
    }

    [Theory]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("fe80::1%3", "fe80::1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    public void Each_address_has_one_spelling(string address, string expected) =>
        Assert.Equal(IPAddress.Parse(expected), PeerAddress.Normalise(IPAddress.Parse(address)));

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_a_place_is_free_again_after_a_close()
    {
        var refused = new ConcurrentQueue<IPAddress>();
        var closed = 0;
        await using var server = TestServer.Plain(change: options => options with
        {
            Limits = new HttpLimits { ConnectionsPerAddress = 2 },
            OverLimit = refused.Enqueue,
            ConnectionClosed = () => Interlocked.Increment(ref closed),
        });
        await using var first = await RawClient.PlainAsync(server.Endpoint);
        await using var second = await RawClient.PlainAsync(server.Endpoint);
        await server.UntilAsync(() => server.Http.Counters.ActiveConnections == 2);
        Assert.Empty(await RawClient.ReadFromClosingAsync(server.Endpoint));
        await server.UntilAsync(() => refused.Count == 1);
        Assert.Equal((1, IPAddress.Loopback), (server.Http.Counters.OverLimit, Assert.Single(refused)));
        await first.DisposeAsync();
        await server.UntilAsync(() => server.Http.Counters.ActiveConnections == 1 && Volatile.Read(ref closed) == 1);
        await using var fourth = await RawClient.PlainAsync(server.Endpoint);
        await fourth.SendAsync(Get);
        Assert.Equal(200, (await fourth.ReceiveAsync())!.Status);
    }

    [Fact]
    public async Task Handshakes_in_flight_are_limited_and_established_connections_do_not_count()
    {
        await using var server = TestServer.Tls(
            change: options => options with { Limits = new HttpLimits { HandshakesInFlightPerAddress = 1 } });
        await using var established = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
        await established.SendAsync(Get);
        Assert.Equal(200, (await established.ReceiveAsync())!.Status);
        await using var halfOpen = await RawClient.PlainAsync(server.Endpoint);
        await server.UntilAsync(() => server.Http.Counters.ActiveConnections == 2);
        Assert.Empty(await RawClient.ReadFromClosingAsync(server.Endpoint));
        await server.UntilAsync(() => server.Http.Counters.OverLimit == 1);
    }

    [Fact]
    public async Task Endpoint_in_use_is_told_and_nothing_listens()
    {
        await using var taken = TestServer.Plain();
        var free = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new HttpServerOptions
        {
            Endpoints = [free, taken.Endpoint, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0)],
            AddressFilter = _ => true,
            Tls = new FixedTls(TestPki.Snapshot()),
            Handler = TestServer.Echo,
            Faults = TestServer.RenderFault,
            Loggers = new RecordingLog(),
        };
        await using var server = new HttpServer(options);
        var failures = server.Start();
        Assert.Equal(
            [
                new BindFailure(taken.Endpoint, BindFailureReason.AddressInUse),
                new BindFailure(options.Endpoints[2], BindFailureReason.AddressNotAvailable),
            ],
            failures);
        Assert.Empty(server.BoundEndpoints);
    }

    [Fact]
    public async Task Many_clients_at_once_are_all_answered_and_nothing_is_left_of_them()
    {
        await using var server = TestServer.Tls();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            await using var client = await RawClient.TlsAsync(server.Endpoint, TestPki.Client);
            for (var j = 0; j < 5; j++)
            {
                await client.SendAsync($"POST /{i}/{j} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
                Assert.Equal($"POST /{i}/{j} x", (await client.ReceiveAsync())!.Text);
            }
        }));
        await server.UntilAsync(() => server.Http.Counters.ActiveConnections == 0);
        Assert.Equal((40, 200, 0), (server.Http.Counters.Handshakes, server.Http.Counters.Requests, server.Http.Counters.ActiveRequests));
        Assert.DoesNotContain(server.Log.Records, record => record.Level >= LogLevel.Warning);
    }
}
