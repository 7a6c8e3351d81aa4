using LinuxPatchApi.Http.Tests.Support;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.Http.Tests.WebSockets;

public sealed class FramingTests
{
    public static TheoryData<string> Ids => [.. FramingCases.All.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Frames_are_answered_as_the_protocol_says(string id)
    {
        var vector = FramingCases.All[id];
        await using var server = TestServer.Tls(SocketHandlers.Echo);
        await using var client = await FrameClient.TlsAsync(server.Endpoint);
        var received = client.ReceiveAllAsync();
        try
        {
            await client.SendChoppedAsync(vector.Sent, vector.Chop == 0 ? Math.Max(1, vector.Sent.Length) : vector.Chop);
        }
        catch (IOException)
        {
            // The server may close before a broken case is fully sent.
        }
        Assert.Equal(vector.Expected, await received);
        await server.UntilAsync(() => server.Http.Counters.ActiveRequests == 0);
        Assert.DoesNotContain(server.Log.Records, record => record.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Frames_that_come_with_the_request_are_not_lost()
    {
        await using var server = TestServer.Tls(SocketHandlers.Echo);
        await using var client = await FrameClient.TlsAsync(server.Endpoint, Frame.Text("early"), Frame.Text("bird"), Frame.Close(1000));
        Assert.Equal(["text:early", "text:bird", "close:1000"], await client.ReceiveAllAsync());
    }
}
