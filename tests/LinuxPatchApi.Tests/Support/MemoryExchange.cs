using System.Text;
using LinuxPatchApi.Http;
using LinuxPatchApi.Http.Bodies;
using LinuxPatchApi.Http.Parsing;
using LinuxPatchApi.Http.Responses;

namespace LinuxPatchApi.Tests.Support;

/// <summary>A request that the real parser has read, and what is answered to it; without a connection.</summary>
internal sealed class MemoryExchange : IRequestBody, IResponseSink
{
    public MemoryExchange(string method, string target, ClientIdentity client)
    {
        var parser = new HeadParser(new HttpLimits());
        Assert.Equal(HeadStatus.Complete, parser.Parse(new(Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: test\r\n\r\n")), out _, out _));
        Exchange = new HttpExchange(
            new HttpRequest(parser.Head, client, Guid.CreateVersion7(), this), new HttpResponse(this, new SegmentedBuffer()));
    }

    public HttpExchange Exchange { get; }

    public int Status => Exchange.Response.StatusCode;

    /// <summary>The body of the answer.</summary>
    public string Text
    {
        get
        {
            using var all = new MemoryStream();
            for (var i = 0; i < Exchange.Response.Buffer.PieceCount; i++)
            {
                all.Write(Exchange.Response.Buffer.PieceAt(i).Span);
            }
            return Encoding.UTF8.GetString(all.ToArray());
        }
    }

    public ValueTask<BodyResult> ReadAllAsync(CancellationToken cancellationToken) => new(new BodyResult(BodyOutcome.Complete, Array.Empty<byte>()));

    public ValueTask<bool> StartStreamingAsync(HttpResponse response, CancellationToken cancellationToken) => new(true);

    public ValueTask<bool> SendChunkAsync(HttpResponse response, CancellationToken cancellationToken) => new(true);
}
