namespace LinuxPatchApi.Http.Parsing;

/// <summary>How the end of a body is determined and, for <see cref="BodyKind.Length"/>, its length in bytes.</summary>
internal readonly record struct BodyFraming(BodyKind Kind, long Length)
{
    /// <summary>True when no body bytes follow the head.</summary>
    public bool IsEmpty => Kind == BodyKind.None || (Kind == BodyKind.Length && Length == 0);
}

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
