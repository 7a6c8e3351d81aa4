namespace LinuxPatchApi.Http.Bodies;

/// <summary>How a request says where its body ends (RFC 9112 section 6.3).</summary>
internal enum BodyKind
{
    /// <summary>Neither length nor coding: no body.</summary>
    None,

    /// <summary>Content-Length.</summary>
    Length,

    /// <summary>Transfer-Encoding: chunked.</summary>
    Chunked,
}
