using LinuxPatchApi.Http.Identity;
using LinuxPatchApi.Http.Parsing;

namespace LinuxPatchApi.Http.Messages;

/// <summary>A request and its client. Valid until the handler's task ends.</summary>
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

    /// <summary>One of GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH, TRACE; others are answered with 501 before the handler.</summary>
    public string Method { get; }

    /// <summary>Percent-decoded path, starting with a slash, without dot segments and control characters; <c>*</c> for OPTIONS *.</summary>
    public string Path { get; }

    /// <summary>The target as sent: visible ASCII.</summary>
    public string RawTarget { get; }

    /// <summary>Decoded query parameters.</summary>
    public QueryString Query { get; }

    public HeaderCollection Headers { get; }

    public ClientIdentity Client { get; }

    /// <summary>Id of this request (UUID version 7); sent as X-Request-Id in every response.</summary>
    public Guid RequestId { get; }

    /// <summary>True when the request announces a body: a length above zero, or chunked (which may be empty).</summary>
    public bool HasBody { get; }

    internal bool IsHttp10 { get; }

    /// <summary>Reads the complete body, after sending 100 Continue when expected. See <see cref="BodyResult"/> for failures.</summary>
    public ValueTask<BodyResult> ReadBodyAsync(CancellationToken cancellationToken) => _body.ReadAllAsync(cancellationToken);
}
