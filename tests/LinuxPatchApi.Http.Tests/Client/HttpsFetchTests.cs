using System.Net;
using System.Net.Sockets;
using LinuxPatchApi.Http.Client;

namespace LinuxPatchApi.Http.Tests.Client;

public sealed class HttpsFetchTests
{
    /// <summary>
    /// As an agent does to an address outside its allow-list. Between connect(2) and the first byte the socket may know no peer any more.
    /// </summary>
    [Fact]
    public async Task Server_that_resets_the_connection_at_once_is_a_failed_result()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var resetting = ResetAsync(listener, stop.Token);
        var options = new FetchOptions
        {
            Authorities = [],
            BodyBytes = 1024,
            Deadline = TimeSpan.FromSeconds(30),
            UserAgent = "test",
        };

        for (var i = 0; i < 50; i++)
        {
            var result = await HttpsFetch.SendAsync(new Uri($"https://{listener.LocalEndpoint}/"), options, stop.Token);
            Assert.True(result.Outcome is FetchOutcome.Truncated or FetchOutcome.TlsFailed or FetchOutcome.NotReached, $"{result.Outcome}");
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resetting);
    }

    private static async Task ResetAsync(TcpListener listener, CancellationToken stop)
    {
        while (true)
        {
            using var socket = await listener.AcceptSocketAsync(stop);
            socket.LingerState = new LingerOption(true, 0);
        }
    }
}
