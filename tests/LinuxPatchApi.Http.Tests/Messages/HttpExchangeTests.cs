using System.Buffers;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Messages;

public sealed class HttpExchangeTests
{
    [Fact]
    public async Task Handler_finds_what_was_asked()
    {
        var memory = new InMemoryExchange("PUT", "/api/v1/packages/g%2B%2B?dry_run=true&x=a+b", "{}", "Idempotency-Key: k\r\n");
        var request = memory.Exchange.Request;
        Assert.Equal(("PUT", "/api/v1/packages/g++"), (request.Method, request.Path));
        Assert.Equal("/api/v1/packages/g%2B%2B?dry_run=true&x=a+b", request.RawTarget);
        Assert.Equal(("true", "a b", "k"), (request.Query.Get("dry_run"), request.Query.Get("x"), request.Headers.Get("idempotency-key")));
        Assert.True(request.HasBody);
        var body = await request.ReadBodyAsync(CancellationToken.None);
        Assert.Equal("{}"u8.ToArray(), body.Bytes.ToArray());
    }

    [Fact]
    public async Task Handler_answers_by_buffer_and_by_stream()
    {
        var memory = new InMemoryExchange("GET", "/");
        var response = memory.Exchange.Response;
        response.SetHeader("Retry-After", "5");
        response.Body.Write("a"u8);
        Assert.True(await response.FlushAsync(CancellationToken.None));
        response.Body.Write("b"u8);
        Assert.Equal(("ab", true, "5"), (memory.Text, response.HasStarted, response.GetHeader("retry-after")));
        Assert.False(memory.Exchange.Request.HasBody);
    }
}
