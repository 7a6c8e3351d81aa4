namespace LinuxPatchApi.Http.Faults;

/// <summary>Why the HTTP layer refused a request or could not answer it. Statuses and texts: <see cref="FaultTable"/>.</summary>
public enum HttpFaultReason
{
    /// <summary>Not <c>method SP target SP HTTP/d.d</c>.</summary>
    MalformedRequestLine,

    /// <summary>More empty lines before the request line than allowed.</summary>
    EmptyLines,

    /// <summary>A line of the head ends in bare LF.</summary>
    BareLineFeed,

    /// <summary>CR not followed by LF.</summary>
    BareCarriageReturn,

    /// <summary>A token that is not a method this server implements (RFC 9110 section 9.1), or CONNECT.</summary>
    UnknownMethod,

    /// <summary>A well-formed version other than HTTP/1.x; the HTTP/2 preface is one.</summary>
    UnsupportedVersion,

    /// <summary>Request line or target longer than the limit.</summary>
    TargetTooLong,

    /// <summary>Target with a character outside RFC 3986, a fragment, a wrong form for the method, or a broken absolute form.</summary>
    InvalidTarget,

    /// <summary><c>%</c> without two hexadecimal digits.</summary>
    InvalidPercentEncoding,

    /// <summary>Slash or backslash hidden in percent encoding.</summary>
    EncodedSlash,

    /// <summary>Segment <c>.</c> or <c>..</c>, plain or percent-encoded.</summary>
    DotSegment,

    /// <summary>NUL or another control character hidden in percent encoding.</summary>
    EncodedControlCharacter,

    /// <summary>Percent-decoded bytes that are not UTF-8, overlong forms included.</summary>
    InvalidUtf8,

    /// <summary>
    /// Header line without colon, with an empty name, with a character that is not allowed in a name (spaces included), or a framing field
    /// spelled with an underscore.
    /// </summary>
    InvalidHeaderName,

    /// <summary>Control character in a header value.</summary>
    InvalidHeaderValue,

    /// <summary>Obsolete line folding, or white space before the first header line.</summary>
    LineFolding,

    /// <summary>Too many header or trailer fields, or too many bytes in them.</summary>
    HeadersTooLarge,

    /// <summary>HTTP/1.1 without Host.</summary>
    MissingHost,

    /// <summary>More than one Host line.</summary>
    RepeatedHost,

    /// <summary>Host that is not a host name or address with an optional port, or that contradicts an absolute-form target.</summary>
    InvalidHost,

    /// <summary>Content-Length repeated, signed, listed, with leading zeros, or not a number.</summary>
    InvalidContentLength,

    /// <summary>Both Content-Length and Transfer-Encoding.</summary>
    ConflictingFraming,

    /// <summary>Transfer-Encoding repeated, malformed, with chunked not last, or in HTTP/1.0.</summary>
    InvalidTransferEncoding,

    /// <summary>A transfer coding other than chunked.</summary>
    UnknownTransferCoding,

    /// <summary>Expect other than 100-continue.</summary>
    UnknownExpectation,

    /// <summary>Chunk size, extension, line end or trailer that violates RFC 9112 section 7.1.</summary>
    MalformedChunk,

    /// <summary>Body larger than the limit.</summary>
    BodyTooLarge,

    /// <summary>Head not complete in time.</summary>
    HeadTimeout,

    /// <summary>Body not complete in time, or slower than the minimum rate.</summary>
    BodyTimeout,

    /// <summary>The peer closed in the middle of a request.</summary>
    IncompleteRequest,

    /// <summary>Too many requests in flight.</summary>
    Overloaded,

    /// <summary>The handler failed: a bug, logged with the request id.</summary>
    HandlerFailed,
}
