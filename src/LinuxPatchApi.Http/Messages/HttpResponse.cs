using System.Buffers;

namespace LinuxPatchApi.Http.Messages;

/// <summary>A response. Buffered unless the handler starts streaming.</summary>
/// <remarks>The server sets Content-Length, Transfer-Encoding, Connection, Date and X-Request-Id; handlers cannot.</remarks>
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

    /// <summary>Status code; 200 unless set. Not 1xx.</summary>
    public int StatusCode { get; set; } = 200;

    /// <summary>
    /// Buffered body. For HEAD, write the body of GET; only its length is sent. While streaming: the data of the next flush.
    /// </summary>
    public IBufferWriter<byte> Body => _body;

    /// <summary>True when the head has been sent: status and headers can no longer change.</summary>
    public bool HasStarted { get; internal set; }

    internal ReadOnlySpan<KeyValuePair<string, string>> Headers => _headers.Fields;

    internal SegmentedBuffer Buffer => _body;

    /// <summary>Sets or replaces a header field.</summary>
    /// <exception cref="ArgumentException">A bug in the caller: an invalid name or value, or a field that the server sets.</exception>
    /// <exception cref="InvalidOperationException">A bug in the caller: the head has been sent.</exception>
    public void SetHeader(string name, string value)
    {
        if (HasStarted)
        {
            throw new InvalidOperationException("The response has started.");
        }
        _headers.Set(name, value);
    }

    /// <summary>Returns the value of a header field that was set, or null.</summary>
    public string? GetHeader(string name) => _headers.Get(name);

    /// <summary>
    /// Sends the head and starts streaming (chunked; until the connection closes for HTTP/1.0). False when nobody is reading (HEAD, or the
    /// peer is gone), so the handler should return.
    /// </summary>
    public ValueTask<bool> StartStreamingAsync(CancellationToken cancellationToken) => _sink.StartStreamingAsync(this, cancellationToken);

    /// <summary>
    /// Sends what was written to <see cref="Body"/> since the last flush; starts streaming if necessary. False when nobody is reading any
    /// more, so the handler should return.
    /// </summary>
    public ValueTask<bool> FlushAsync(CancellationToken cancellationToken) => _sink.SendChunkAsync(this, cancellationToken);
}
