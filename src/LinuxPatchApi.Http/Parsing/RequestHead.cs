namespace LinuxPatchApi.Http.Parsing;

/// <summary>A parsed and validated request head. Reused by its parser: valid until the next request.</summary>
internal sealed class RequestHead
{
    private readonly HeadBuffer _buffer = new();

    public RequestHead() => Headers = new HeaderCollection(_buffer);

    /// <summary>One of the implemented methods; empty before the request line was parsed.</summary>
    public string Method { get; set; } = "";

    /// <summary>Target as sent; empty before the request line was parsed.</summary>
    public string RawTarget { get; set; } = "";

    /// <summary>Decoded path or <c>*</c>.</summary>
    public string Path { get; set; } = "";

    /// <summary>Decoded query.</summary>
    public QueryString Query { get; set; } = QueryString.Empty;

    /// <summary>Host and port of an absolute-form target, else null.</summary>
    public string? Authority { get; set; }

    /// <summary>True for HTTP/1.0, false for 1.1.</summary>
    public bool IsHttp10 { get; set; }

    /// <summary>Header fields.</summary>
    public HeaderCollection Headers { get; }

    /// <summary>Framing of the body.</summary>
    public BodyFraming Body { get; set; }

    /// <summary>True when the peer wants to keep the connection: unless it sent close, or uses 1.0 without keep-alive.</summary>
    public bool KeepAlive { get; set; }

    /// <summary>True when the peer waits for 100 Continue before it sends the body.</summary>
    public bool ExpectsContinue { get; set; }

    internal HeadBuffer Buffer => _buffer;

    /// <summary>Clears the head and returns its memory to the pool.</summary>
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
