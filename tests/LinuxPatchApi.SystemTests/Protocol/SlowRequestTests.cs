using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Protocol;

/// <summary>A request that stops in the middle is told so after server.timeout_seconds.</summary>
public sealed class SlowRequestTests(ImpatientHost host) : IClassFixture<ImpatientHost>
{
    [Theory]
    [InlineData("GET /health HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET /heal")]
    [InlineData("POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{\"packages\":")]
    [InlineData("POST /api/v1/packages HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{")]
    public async Task A_request_that_does_not_go_on_is_timed_out(string beginning)
    {
        var answer = (await RawClient.SendAsync(host.Client, beginning)).Expect(408, "REQUEST_TIMEOUT");
        Assert.Equal("close", answer.Headers["Connection"]);
        Assert.True(answer.Error.Flag("retryable"));
    }
}
