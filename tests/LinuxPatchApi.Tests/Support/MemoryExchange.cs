using System.Text;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Tests.Support;

/// <summary>A request that the real parser has read, and what is answered to it; without a connection.</summary>
internal sealed class MemoryExchange : IRequestBody, IResponseSink
{
    private readonly byte[] _body;

    /// <param name="head">Further header lines.</param>
    /// <param name="body">What is read as the body; the head must announce it.</param>
    public MemoryExchange(string method, string target, ClientIdentity client, IEnumerable<string>? head = null, string body = "")
    {
        _body = Encoding.UTF8.GetBytes(body);
        var lines = string.Concat((head ?? []).Select(line => line + "\r\n"));
        var parser = new HeadParser(new HttpLimits());
        Assert.Equal(HeadStatus.Complete,
            parser.Parse(new(Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: test\r\n{lines}\r\n")), out _, out _));
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

    public ValueTask<BodyResult> ReadAllAsync(CancellationToken cancellationToken) => new(new BodyResult(BodyOutcome.Complete, _body));

    public ValueTask<bool> StartStreamingAsync(HttpResponse response, CancellationToken cancellationToken) => new(true);

    public ValueTask<bool> SendChunkAsync(HttpResponse response, CancellationToken cancellationToken) => new(true);
}
