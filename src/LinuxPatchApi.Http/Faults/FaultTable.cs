namespace LinuxPatchApi.Http.Faults;

/// <summary>Maps reasons to status and text.</summary>
public static class FaultTable
{
    private static readonly (HttpFaultReason Reason, int Status, string Message)[] Rows =
    [
        (HttpFaultReason.MalformedRequestLine, 400, "The request line is malformed."),
        (HttpFaultReason.EmptyLines, 400, "Too many empty lines before the request line."),
        (HttpFaultReason.BareLineFeed, 400, "A line of the request head ends without a carriage return."),
        (HttpFaultReason.BareCarriageReturn, 400, "The request head has a carriage return inside a line."),
        (HttpFaultReason.UnknownMethod, 501, "The request method is not implemented."),
        (HttpFaultReason.UnsupportedVersion, 505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."),
        (HttpFaultReason.TargetTooLong, 414, "The request target is too long."),
        (HttpFaultReason.InvalidTarget, 400, "The request target is malformed."),
        (HttpFaultReason.InvalidPercentEncoding, 400, "The request target has a malformed percent encoding."),
        (HttpFaultReason.EncodedSlash, 400, "The path has a percent-encoded slash or backslash."),
        (HttpFaultReason.DotSegment, 400, "The path has a dot segment."),
        (HttpFaultReason.EncodedControlCharacter, 400, "The request target has a percent-encoded control character."),
        (HttpFaultReason.InvalidUtf8, 400, "The request target is not UTF-8 after percent decoding."),
        (HttpFaultReason.InvalidHeaderName, 400, "A header line has no valid field name."),
        (HttpFaultReason.InvalidHeaderValue, 400, "A header value has a control character."),
        (HttpFaultReason.LineFolding, 400, "A header line begins with white space."),
        (HttpFaultReason.HeadersTooLarge, 431, "The header fields are too many or too large."),
        (HttpFaultReason.MissingHost, 400, "The Host header is missing."),
        (HttpFaultReason.RepeatedHost, 400, "The Host header is repeated."),
        (HttpFaultReason.InvalidHost, 400, "The Host header is malformed or contradicts the request target."),
        (HttpFaultReason.InvalidContentLength, 400, "The Content-Length header is malformed or repeated."),
        (HttpFaultReason.ConflictingFraming, 400, "The request has both Content-Length and Transfer-Encoding."),
        (HttpFaultReason.InvalidTransferEncoding, 400, "The Transfer-Encoding header is malformed or not allowed here."),
        (HttpFaultReason.UnknownTransferCoding, 501, "The only transfer coding is chunked."),
        (HttpFaultReason.UnknownExpectation, 417, "The only expectation that can be met is 100-continue."),
        (HttpFaultReason.MalformedChunk, 400, "The chunked body is malformed."),
        (HttpFaultReason.BodyTooLarge, 413, "The request body is too large."),
        (HttpFaultReason.HeadTimeout, 408, "The request head did not arrive in time."),
        (HttpFaultReason.BodyTimeout, 408, "The request body did not arrive in time."),
        (HttpFaultReason.IncompleteRequest, 400, "The request ended before it was complete."),
        (HttpFaultReason.Overloaded, 503, "Too many requests are being handled; try again."),
        (HttpFaultReason.HandlerFailed, 500, "The request failed by a fault of the server; its log has the details under this request id."),
    ];

    /// <summary>Returns the status of a reason.</summary>
    public static int StatusOf(HttpFaultReason reason) => RowOf(reason).Status;

    /// <summary>Returns the complete fault for a reason.</summary>
    public static HttpFault Describe(HttpFaultReason reason, string? rawTarget = null)
    {
        var row = RowOf(reason);
        return new HttpFault(reason, row.Status, row.Message, rawTarget);
    }

    /// <summary>Rows are in the order of the enumeration; a test checks it.</summary>
    private static (HttpFaultReason Reason, int Status, string Message) RowOf(HttpFaultReason reason) => Rows[(int)reason];
}
