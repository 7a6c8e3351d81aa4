using LinuxPatchApi.Http.Bodies;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>A parsed and checked request head. Reused by its parser: valid until the next request.</summary>
internal sealed class RequestHead
{
    private readonly HeadBuffer _buffer = new();

    public RequestHead() => Headers = new HeaderCollection(_buffer);

    /// <summary>A known method.</summary>
    public string Method { get; set; } = "";

    /// <summary>Target as sent; null before the request line was understood.</summary>
    public string RawTarget { get; set; } = "";

    /// <summary>Decoded path or <c>*</c>.</summary>
    public string Path { get; set; } = "";

    /// <summary>Decoded query.</summary>
    public QueryString Query { get; set; } = QueryString.Empty;

    /// <summary>Host and port of an absolute-form target, else null.</summary>
    public string? Authority { get; set; }

    /// <summary>HTTP/1.0 rather than 1.1.</summary>
    public bool IsHttp10 { get; set; }

    /// <summary>Header fields.</summary>
    public HeaderCollection Headers { get; }

    /// <summary>Where the body ends.</summary>
    public BodyFraming Body { get; set; }

    /// <summary>What the peer wishes: true unless it said close, or speaks 1.0 without keep-alive.</summary>
    public bool KeepAlive { get; set; }

    /// <summary>The peer waits for 100 Continue before it sends its body.</summary>
    public bool ExpectsContinue { get; set; }

    internal HeadBuffer Buffer => _buffer;

    /// <summary>Back to empty; the memory goes to the pool.</summary>
    public void Reset()
    {
        Headers.Clear();
        _buffer.Release();
        Method = RawTarget = Path = "";
        Query = QueryString.Empty;
        Authority = null;
        IsHttp10 = KeepAlive = ExpectsContinue = false;
        Body = default;
    }
}
