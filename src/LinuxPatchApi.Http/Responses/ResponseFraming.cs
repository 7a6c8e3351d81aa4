namespace LinuxPatchApi.Http.Responses;

/// <summary>How the end of a response body is signalled.</summary>
internal enum ResponseFraming
{
    /// <summary>No body by definition: 204, 304.</summary>
    None,

    /// <summary>Content-Length.</summary>
    Length,

    /// <summary>Transfer-Encoding: chunked.</summary>
    Chunked,

    /// <summary>The connection closes: streams to HTTP/1.0 peers.</summary>
    UntilClose,
}
