using System.Net;

namespace LinuxPatchApi.Http.Client;

/// <summary>The result of a fetch.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Body">Empty unless complete.</param>
/// <param name="Detail">Reason of the failure, as a clause for people; null when complete.</param>
public sealed record FetchResult(FetchOutcome Outcome, byte[] Body, string? Detail)
{
    /// <summary>The status; 0 when there was none.</summary>
    public int Status { get; init; }

    /// <summary>The media type without its parameters, in lower case; null when there was none.</summary>
    public string? MediaType { get; init; }

    /// <summary>Seconds of Retry-After (RFC 9110 section 10.2.3); null when absent or a date.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Bytes of the body that arrived, also when they are not all.</summary>
    public int Received { get; init; }

    /// <summary>SHA-256 of the server's certificate, trusted or not, in upper-case hexadecimal; null when it showed none.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The address that was connected to; null when none was.</summary>
    public IPAddress? Remote { get; init; }

    internal static FetchResult Fail(FetchOutcome outcome, string detail) => new(outcome, [], detail);
}
