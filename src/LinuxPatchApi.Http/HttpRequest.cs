using LinuxPatchApi.Http.Bodies;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Http;

/// <summary>What was asked, and by whom. Valid until the handler's task ends.</summary>
public sealed class HttpRequest
{
    private readonly IRequestBody _body;

    internal HttpRequest(RequestHead head, ClientIdentity client, Guid requestId, IRequestBody body)
    {
        Method = head.Method;
        Path = head.Path;
        RawTarget = head.RawTarget;
        Query = head.Query;
        Headers = head.Headers;
        IsHttp10 = head.IsHttp10;
        HasBody = !head.Body.IsEmpty;
        Client = client;
        RequestId = requestId;
        _body = body;
    }

    /// <summary>One of GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH, TRACE; others were answered with 501.</summary>
    public string Method { get; }

    /// <summary>Percent-decoded path, beginning with a slash and free of dot segments and control characters; <c>*</c> for OPTIONS
    /// *.</summary>
    public string Path { get; }

    /// <summary>The target as it was sent: visible ASCII.</summary>
    public string RawTarget { get; }

    /// <summary>Decoded query parameters.</summary>
    public QueryString Query { get; }

    /// <summary>Header fields.</summary>
    public HeaderCollection Headers { get; }

    /// <summary>The peer.</summary>
    public ClientIdentity Client { get; }

    /// <summary>Id of this request (UUID version 7); sent as X-Request-Id whatever the answer.</summary>
    public Guid RequestId { get; }

    /// <summary>True when the request announces a body: a length above zero, or chunked (which may turn out empty).</summary>
    public bool HasBody { get; }

    internal bool IsHttp10 { get; }

    /// <summary>Reads the whole body, answering <c>Expect: 100-continue</c> first. See <see cref="BodyResult"/> for what to do on
    /// failure.</summary>
    public ValueTask<BodyResult> ReadBodyAsync(CancellationToken cancellationToken) => _body.ReadAllAsync(cancellationToken);
}
