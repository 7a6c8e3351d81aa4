using LinuxPatchApi.Http.Faults;

namespace LinuxPatchApi.Api.Answers;

/// <summary>The error codes of the envelope for errors of the HTTP layer. Pure.</summary>
internal static class FaultCodes
{
    /// <summary>
    /// Returns the code. A path traversal in place of a service name keeps the code that clients know (contract section 3).
    /// </summary>
    public static string Of(HttpFault fault) => fault switch
    {
        {
            Reason: HttpFaultReason.EncodedSlash or HttpFaultReason.DotSegment or HttpFaultReason.EncodedControlCharacter
                or HttpFaultReason.InvalidUtf8,
            RawTarget: { } target,
        }
            when target.Contains("/system/services/", StringComparison.Ordinal) => "INVALID_SERVICE_NAME",
        { StatusCode: 400 } => "INVALID_REQUEST",
        { StatusCode: 408 } => "REQUEST_TIMEOUT",
        { StatusCode: 413 } => "PAYLOAD_TOO_LARGE",
        { StatusCode: 414 } => "URI_TOO_LONG",
        { StatusCode: 417 } => "EXPECTATION_FAILED",
        { StatusCode: 431 } => "HEADERS_TOO_LARGE",
        { StatusCode: 501 } => "NOT_IMPLEMENTED",
        { StatusCode: 503 } => "OVERLOADED",
        { StatusCode: 505 } => "HTTP_VERSION_NOT_SUPPORTED",
        _ => "INTERNAL_ERROR",
    };

    public static bool IsRetryable(int status) => status is 408 or 503;
}
