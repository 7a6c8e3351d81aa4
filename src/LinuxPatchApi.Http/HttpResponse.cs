using System.Buffers;
using LinuxPatchApi.Http.Responses;

namespace LinuxPatchApi.Http;

/// <summary>What is answered. Buffered unless the handler starts streaming.</summary>
/// <remarks>Content-Length, Transfer-Encoding, Connection, Date and X-Request-Id are the server's own and cannot be set.</remarks>
public sealed class HttpResponse
{
    private readonly IResponseSink _sink;
    private readonly SegmentedBuffer _body;
    private readonly ResponseHeaders _headers = new();

    internal HttpResponse(IResponseSink sink, SegmentedBuffer body)
    {
        _sink = sink;
        _body = body;
    }

    /// <summary>200 unless set. Not 1xx.</summary>
    public int StatusCode { get; set; } = 200;

    /// <summary>Buffered body; for HEAD write what GET would have, only its length is sent. While streaming: what the next flush
    /// sends.</summary>
    public IBufferWriter<byte> Body => _body;

    /// <summary>True when the head is on the wire: status and headers cannot change any more.</summary>
    public bool HasStarted { get; internal set; }

    internal ReadOnlySpan<KeyValuePair<string, string>> Headers => _headers.Fields;

    internal SegmentedBuffer Buffer => _body;

    /// <summary>Sets or replaces a header field.</summary>
    /// <exception cref="ArgumentException">A bug of the caller: bad name or value, or a field of the server's own.</exception>
    /// <exception cref="InvalidOperationException">A bug of the caller: the head is on the wire.</exception>
    public void SetHeader(string name, string value)
    {
        if (HasStarted)
        {
            throw new InvalidOperationException("The response has started.");
        }
        _headers.Set(name, value);
    }

    /// <summary>Value of a header field set before, or null.</summary>
    public string? GetHeader(string name) => _headers.Get(name);

    /// <summary>Sends the head now and goes on as a stream (chunked; to the end of the connection for HTTP/1.0).
    /// False: nobody is reading (HEAD, or the peer is gone), so the handler should return.</summary>
    public ValueTask<bool> StartStreamingAsync(CancellationToken cancellationToken) => _sink.StartStreamingAsync(this, cancellationToken);

    /// <summary>Sends what was written to <see cref="Body"/> since the last flush, starting the stream if need be.
    /// False: nobody is reading any more, so the handler should return.</summary>
    public ValueTask<bool> FlushAsync(CancellationToken cancellationToken) => _sink.SendChunkAsync(this, cancellationToken);
}
