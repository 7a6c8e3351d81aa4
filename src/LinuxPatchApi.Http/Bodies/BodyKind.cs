namespace LinuxPatchApi.Http.Bodies;

/// <summary>How a message delimits its body (RFC 9112 section 6.3).</summary>
internal enum BodyKind
{
    /// <summary>Neither length nor transfer coding: no body.</summary>
    None,

    /// <summary>Content-Length.</summary>
    Length,

    /// <summary>Transfer-Encoding: chunked.</summary>
    Chunked,
}
