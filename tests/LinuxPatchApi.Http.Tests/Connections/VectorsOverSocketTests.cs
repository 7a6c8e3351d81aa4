using System.Net.Sockets;
using LinuxPatchApi.Http.Faults;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Connections;

public sealed class VectorsOverSocketTests
{
    public static TheoryData<string> Files => [.. RequestVector.All.Select(vector => vector.File).Distinct()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Server_answers_each_request_and_closes_after_a_fault(string file)
    {
        await using var server = TestServer.Plain();
        foreach (var vector in RequestVector.All.Where(vector => vector.File == file))
        {
            await using var client = await RawClient.PlainAsync(server.Endpoint);
            await client.SendAsync(vector.Bytes);
            client.Socket.Shutdown(SocketShutdown.Send);
            foreach (var expected in vector.Expected)
            {
                await AssertAnswerAsync(client, vector, expected);
            }
            Assert.True(await client.IsClosedAsync(), $"{vector}: more than the expected responses");
        }
        Assert.DoesNotContain(server.Log.Records, record => record.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    private static async Task AssertAnswerAsync(RawClient client, RequestVector vector, string expected)
    {
        var response = await client.ReceiveAsync(isHead: expected.StartsWith("HEAD ", StringComparison.Ordinal));
        if (response is { Status: 100 })
        {
            response = await client.ReceiveAsync();
        }
        Assert.True(response is not null, $"{vector}: no response");
        Assert.NotNull(response.Header("X-Request-Id"));
        Assert.NotNull(response.Header("Date"));
        var fault = expected == "incomplete" ? "IncompleteRequest"
            : expected.StartsWith("fault ", StringComparison.Ordinal) ? expected[6..]
            : null;
        if (fault is null)
        {
            Assert.True(response.Status == 200, $"{vector}: {response.Status} {response.Text}");
            return;
        }
        Assert.Equal("close", response.Header("Connection"));
        Assert.Equal((vector.ToString(), FaultTable.StatusOf(Enum.Parse<HttpFaultReason>(fault))), (vector.ToString(), response.Status));
        Assert.Contains($"\"{fault}\"", response.Text, StringComparison.Ordinal);
        Assert.Contains(response.Header("X-Request-Id")!, response.Text, StringComparison.Ordinal);
    }
}
