using System.Net;
using System.Text;
using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Messages;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>An exchange without a connection, parsed by the real parser: for tests of handlers. Streamed chunks are collected.</summary>
internal sealed class InMemoryExchange : IRequestBody, IResponseSink
{
    private static readonly ClientIdentity Nobody = new("CN=test", "01", "00", IPAddress.Loopback);
    private readonly byte[] _body;
    private readonly MemoryStream _sent = new();

    public InMemoryExchange(string method, string target, string body = "", string headers = "", ClientIdentity? client = null)
    {
        _body = Encoding.UTF8.GetBytes(body);
        var parser = new HeadParser(new HttpLimits());
        var head = $"{method} {target} HTTP/1.1\r\nHost: test\r\nContent-Length: {_body.Length}\r\n{headers}\r\n";
        Assert.Equal(HeadStatus.Complete, parser.Parse(new(Encoding.ASCII.GetBytes(head)), out _, out _));
        Exchange = new HttpExchange(
            new HttpRequest(parser.Head, client ?? Nobody, Guid.CreateVersion7(), this), new HttpResponse(this, new SegmentedBuffer()));
    }

    public HttpExchange Exchange { get; }

    /// <summary>The handler's response so far, streamed chunks and buffer together.</summary>
    public string Text
    {
        get
        {
            Collect(Exchange.Response);
            return Encoding.UTF8.GetString(_sent.ToArray());
        }
    }

    public ValueTask<BodyResult> ReadAllAsync(CancellationToken cancellationToken) => new(new BodyResult(BodyOutcome.Complete, _body));

    public ValueTask<bool> StartStreamingAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.HasStarted = true;
        return new(!cancellationToken.IsCancellationRequested);
    }

    public ValueTask<bool> SendChunkAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        Collect(response);
        return StartStreamingAsync(response, cancellationToken);
    }

    private void Collect(HttpResponse response)
    {
        for (var i = 0; i < response.Buffer.PieceCount; i++)
        {
            _sent.Write(response.Buffer.PieceAt(i).Span);
        }
        response.Buffer.Clear();
    }
}
