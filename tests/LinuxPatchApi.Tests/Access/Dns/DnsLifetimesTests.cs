using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Access;
using LinuxPatchApi.Access.Dns;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.Access.Dns;

public sealed class DnsLifetimesTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Socket _server = Bound();
    private readonly List<Task> _answering = [];

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("A 300", "AAAA 60", 60)]
    [InlineData("A 20", "AAAA 60", 20)]
    [InlineData("A 20", "", 20)]
    [InlineData("", "AAAA 60", 60)]
    public async Task Shorter_lifetime_of_both_families_counts(string ipv4, string ipv6, int expected)
    {
        Serve(_server, question => [DnsReply.To(question, question[^3] == 1 ? ipv4 : ipv6)]);
        Assert.Equal(TimeSpan.FromSeconds(expected), await QueryAsync("a.example", _server));
    }

    [Fact]
    public async Task Next_server_is_queried_when_the_port_of_the_first_is_closed()
    {
        using var gone = Bound();
        var closed = (IPEndPoint)gone.LocalEndPoint!;
        gone.Dispose();
        Serve(_server, question => [DnsReply.To(question, "A 40")]);
        Assert.Equal(TimeSpan.FromSeconds(40), await QueryAsync("a.example", closed, (IPEndPoint)_server.LocalEndPoint!));
    }

    [Fact]
    public async Task Stray_answers_are_dropped_up_to_the_limit()
    {
        var stray = 2;
        Serve(_server, question =>
        {
            var other = DnsReply.To(question, "A 1");
            other[0] ^= 0xFF;
            return [.. Enumerable.Repeat(other, stray), DnsReply.To(question, "A 40")];
        });
        Assert.Equal(TimeSpan.FromSeconds(40), await QueryAsync("a.example", _server));
        stray = AllowListLimits.MaxStrayAnswers;
        Assert.Null(await QueryAsync("a.example", _server));
    }

    [Fact]
    public async Task Silent_server_times_out()
    {
        var query = QueryAsync("a.example", _server);
        for (var i = 0; i < 5000 && !query.IsCompleted; i++)
        {
            _clock.Advance(AllowListLimits.NameServerTimeout);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        Assert.Null(await query.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Name_without_a_dot_is_not_queried() => Assert.Null(await QueryAsync("localhost", _server));

    [Fact]
    public async Task Oversized_answer_is_ignored()
    {
        Serve(_server, question => [[.. DnsReply.To(question, "A 40"), .. new byte[DnsMessage.MaxBytes]]]);
        Assert.Null(await QueryAsync("a.example", _server));
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private Task<TimeSpan?> QueryAsync(string name, Socket server) => QueryAsync(name, (IPEndPoint)server.LocalEndPoint!);

    private Task<TimeSpan?> QueryAsync(string name, params IReadOnlyList<IPEndPoint> servers) =>
        new DnsLifetimes(() => servers, _clock).QueryAsync(name, TestContext.Current.CancellationToken);

    private void Serve(Socket server, Func<byte[], IReadOnlyList<byte[]>> answer) => _answering.Add(Task.Run(async () =>
    {
        var buffer = new byte[2048];
        while (true)
        {
            var from = await server.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
            foreach (var reply in answer(buffer[..from.ReceivedBytes]))
            {
                await server.SendToAsync(reply, SocketFlags.None, from.RemoteEndPoint);
            }
        }
    }));
}
