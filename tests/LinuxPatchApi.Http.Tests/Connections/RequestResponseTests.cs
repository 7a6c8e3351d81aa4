using System.Buffers;
using System.Net.Sockets;
using System.Text;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Connections;

public sealed class RequestResponseTests
{
    private const string Get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

    [Fact]
    public async Task Connection_serves_one_request_after_another()
    {
        await using var server = TestServer.Plain();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        for (var i = 0; i < 50; i++)
        {
            await client.SendAsync($"POST /{i} HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            var response = await client.ReceiveAsync();
            Assert.Equal($"POST /{i} abc", response!.Text);
            Assert.Null(response.Header("Connection"));
        }
        Assert.Equal((1, 50), (server.Http.Counters.Accepted, server.Http.Counters.Requests));
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        await using var server = TestServer.Plain();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(string.Concat(Enumerable.Range(0, 100).Select(i => $"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n")));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal($"GET /{i} ", (await client.ReceiveAsync())!.Text);
        }
    }

    [Fact]
    public async Task Head_has_the_headers_of_get_and_no_body()
    {
        await using var server = TestServer.Plain(static (exchange, _) =>
        {
            exchange.Response.Body.Write("hello"u8);
            return default;
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n" + Get);
        var head = await client.ReceiveAsync(isHead: true);
        var get = await client.ReceiveAsync();
        Assert.Equal(("5", "5", "hello"), (head!.Header("Content-Length"), get!.Header("Content-Length"), get.Text));
    }

    [Fact]
    public async Task Continue_is_sent_when_the_body_is_first_read()
    {
        var reading = new TaskCompletionSource();
        await using var server = TestServer.Plain(async (exchange, cancellationToken) =>
        {
            await reading.Task;
            await TestServer.Echo(exchange, cancellationToken);
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        var received = client.ReceiveAsync();
        Assert.False(received.IsCompleted);
        reading.SetResult();
        Assert.Equal(100, (await received)!.Status);
        await client.SendAsync("hi");
        Assert.Equal("POST /a hi", (await client.ReceiveAsync())!.Text);
    }

    [Fact]
    public async Task Continue_is_left_out_when_the_body_comes_without_waiting()
    {
        await using var server = TestServer.Plain();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi");
        Assert.Equal((200, "POST /a hi"), await client.ReceiveAsync() is { } response ? (response.Status, response.Text) : default);
    }

    [Fact]
    public async Task Body_that_was_neither_wanted_nor_sent_ends_the_connection()
    {
        await using var server = TestServer.Plain(static (exchange, _) =>
        {
            exchange.Response.StatusCode = 403;
            return default;
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        var response = await client.ReceiveAsync();
        Assert.Equal((403, "close"), (response!.Status, response.Header("Connection")));
        Assert.True(await client.IsClosedAsync());
    }

    [Theory]
    [InlineData("Content-Length: 21", "GET /no HTTP/1.1\r\n\r\n.")]
    [InlineData("Transfer-Encoding: chunked", "15\r\nGET /no HTTP/1.1\r\n\r\n.\r\n0\r\n\r\n")]
    public async Task Body_that_the_handler_left_unread_is_not_taken_for_a_request(string framing, string body)
    {
        await using var server = TestServer.Plain(static (exchange, _) =>
        {
            exchange.Response.Body.Write(Encoding.ASCII.GetBytes(exchange.Request.Path));
            return default;
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync($"POST /one HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n{body}{Get}");
        Assert.Equal("/one", (await client.ReceiveAsync())!.Text);
        Assert.Equal("/a", (await client.ReceiveAsync())!.Text);
    }

    [Fact]
    public async Task Unread_body_above_the_drain_limit_ends_the_connection()
    {
        await using var server = TestServer.Plain(
            static (_, _) => default, options => options with { Limits = new HttpLimits { DrainBytes = 10 } });
        foreach (var (length, connection) in new[] { (10, (string?)null), (11, "close") })
        {
            await using var client = await RawClient.PlainAsync(server.Endpoint);
            await client.SendAsync($"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{new string('x', length)}");
            Assert.Equal(connection, (await client.ReceiveAsync())!.Header("Connection"));
        }
    }

    [Fact]
    public async Task Body_of_the_largest_size_is_read_and_one_byte_more_is_413()
    {
        await using var server = TestServer.Plain(static async (exchange, cancellationToken) =>
        {
            var body = await exchange.Request.ReadBodyAsync(cancellationToken);
            exchange.Response.Body.Write(Encoding.ASCII.GetBytes($"{body.Bytes.Length}"));
        });
        var largest = new HttpLimits().BodyBytes;
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync($"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: {largest}\r\n\r\n{new string('x', largest)}");
        Assert.Equal("1048576", (await client.ReceiveAsync())!.Text);
        await client.SendAsync($"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: {largest + 1}\r\n\r\n");
        var refused = await client.ReceiveAsync();
        Assert.Equal((413, "close"), (refused!.Status, refused.Header("Connection")));
    }

    [Fact]
    public async Task Reading_a_body_twice_gives_the_same_bytes()
    {
        await using var server = TestServer.Plain(static async (exchange, cancellationToken) =>
        {
            var first = await exchange.Request.ReadBodyAsync(cancellationToken);
            var second = await exchange.Request.ReadBodyAsync(cancellationToken);
            Assert.Equal(BodyOutcome.Complete, second.Outcome);
            exchange.Response.Body.Write(first.Bytes.Span);
            exchange.Response.Body.Write(second.Bytes.Span);
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
        Assert.Equal("abcabc", (await client.ReceiveAsync())!.Text);
    }

    [Fact]
    public async Task Large_answer_arrives_whole()
    {
        var large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        await using var server = TestServer.Plain((exchange, _) =>
        {
            exchange.Response.Body.Write(large);
            return default;
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(Get);
        Assert.Equal(large, (await client.ReceiveAsync())!.Body);
    }

    [Theory]
    [InlineData(204, null)]
    [InlineData(304, null)]
    [InlineData(200, "0")]
    public async Task Answers_without_body_are_framed_right(int status, string? length)
    {
        await using var server = TestServer.Plain((exchange, _) =>
        {
            exchange.Response.StatusCode = status;
            exchange.Response.SetHeader("X-Long", new string('x', 2000));
            return default;
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(Get + Get);
        for (var i = 0; i < 2; i++)
        {
            var response = await client.ReceiveAsync();
            Assert.Equal((status, length, 2000), (response!.Status, response.Header("Content-Length"), response.Header("X-Long")!.Length));
        }
    }

    [Fact]
    public async Task Bug_in_a_handler_is_500_and_the_server_goes_on()
    {
        await using var server = TestServer.Plain(static (exchange, _) =>
        {
            exchange.Response.Body.Write("half an answer"u8);
            throw new InvalidOperationException("secret detail");
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(Get);
        var response = await client.ReceiveAsync();
        Assert.Equal((500, "application/json"), (response!.Status, response.Header("Content-Type")));
        Assert.DoesNotContain("secret", response.Text, StringComparison.Ordinal);
        Assert.Contains("HandlerFailed", response.Text, StringComparison.Ordinal);
        var record = server.Log.Records.Single(record => record.Id == 1008);
        Assert.Contains(response.Header("X-Request-Id")!, record.Text, StringComparison.Ordinal);
        Assert.Equal(1, server.Http.Counters.Faults(HttpFaultReason.HandlerFailed));
        await using var next = await RawClient.PlainAsync(server.Endpoint);
        await next.SendAsync(Get);
        Assert.Equal(500, (await next.ReceiveAsync())!.Status);
    }

    [Fact]
    public async Task Fault_is_told_with_its_request_id_and_peer_before_it_is_sent()
    {
        var told = new List<(HttpFault Fault, Guid RequestId, ClientIdentity Client)>();
        await using var server = TestServer.Plain(change: options => options with
        {
            FaultAnswered = (fault, requestId, client) => told.Add((fault, requestId, client)),
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n");
        var response = await client.ReceiveAsync();
        var (fault, requestId, peer) = Assert.Single(told);
        Assert.Equal((HttpFaultReason.DotSegment, 400, System.Net.IPAddress.Loopback), (fault.Reason, response!.Status, peer.Address));
        Assert.Equal(requestId.ToString(), response.Header("X-Request-Id"));
    }

    [Fact]
    public async Task Handler_that_goes_on_after_a_broken_body_does_not_hide_the_fault()
    {
        await using var server = TestServer.Plain(static async (exchange, cancellationToken) =>
        {
            var body = await exchange.Request.ReadBodyAsync(cancellationToken);
            Assert.Equal(BodyOutcome.Malformed, body.Outcome);
            exchange.Response.Body.Write("all is well"u8);
        });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
        Assert.Equal(400, (await client.ReceiveAsync())!.Status);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Requests_beyond_the_limit_in_flight_are_503_with_retry_after()
    {
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using var server = TestServer.Plain(
            async (_, _) =>
            {
                entered.SetResult();
                await release.Task;
            },
            options => options with { Limits = new HttpLimits { RequestsInFlight = 1 } });
        await using var first = await RawClient.PlainAsync(server.Endpoint);
        await first.SendAsync(Get);
        await entered.Task;
        await using var second = await RawClient.PlainAsync(server.Endpoint);
        await second.SendAsync(Get);
        var refused = await second.ReceiveAsync();
        Assert.Equal((503, "1"), (refused!.Status, refused.Header("Retry-After")));
        release.SetResult();
        Assert.Equal(200, (await first.ReceiveAsync())!.Status);
        await server.UntilAsync(() => server.Http.Counters.ActiveRequests == 0);
    }

    [Theory]
    [InlineData("/read", 0)]
    [InlineData("/unread", 1)]
    public async Task Request_that_waits_for_its_body_takes_nobody_s_place(string path, int answers)
    {
        await using var server = TestServer.Plain(
            (exchange, cancellationToken) => exchange.Request.Path == "/unread" ? default : TestServer.Echo(exchange, cancellationToken),
            options => options with { Limits = new HttpLimits { RequestsInFlight = 1 } });
        await using var slow = await RawClient.PlainAsync(server.Endpoint);
        await slow.SendAsync($"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx");
        for (var i = 0; i < answers; i++)
        {
            Assert.Equal(200, (await slow.ReceiveAsync())!.Status);
        }
        await server.UntilAsync(() => server.Http.Counters is { Requests: 1, ActiveRequests: 0 });
        await using var other = await RawClient.PlainAsync(server.Endpoint);
        await other.SendAsync(Get);
        Assert.Equal(200, (await other.ReceiveAsync())!.Status);
        await server.UntilAsync(() => server.Http.Counters is { Requests: 2, ActiveRequests: 0 });
        await slow.SendAsync("y" + Get);
        Assert.Equal(200, (await slow.ReceiveAsync())!.Status);
        await server.UntilAsync(() => server.Http.Counters.ActiveRequests == 0);
    }

    [Fact]
    public async Task Last_request_of_a_connection_says_so()
    {
        await using var server = TestServer.Plain(
            change: options => options with { Limits = new HttpLimits { RequestsPerConnection = 2 } });
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(Get + Get + Get);
        Assert.Null((await client.ReceiveAsync())!.Header("Connection"));
        Assert.Equal("close", (await client.ReceiveAsync())!.Header("Connection"));
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Refusal_reaches_a_peer_that_is_still_sending()
    {
        await using var server = TestServer.Plain();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n");
        await client.SendAsync(new byte[100_000]);
        Assert.Equal(413, (await client.ReceiveAsync())!.Status);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Http_1_0_with_keep_alive_is_told_so()
    {
        await using var server = TestServer.Plain();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n");
        Assert.Equal("keep-alive", (await client.ReceiveAsync())!.Header("Connection"));
        Assert.Equal("close", (await client.ReceiveAsync())!.Header("Connection"));
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Peer_that_closes_its_side_early_gets_its_answer()
    {
        await using var server = TestServer.Plain();
        await using var client = await RawClient.PlainAsync(server.Endpoint);
        await client.SendAsync(Get);
        client.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(200, (await client.ReceiveAsync())!.Status);
        Assert.True(await client.IsClosedAsync());
    }
}
