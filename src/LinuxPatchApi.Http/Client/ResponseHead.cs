using LinuxPatchApi.Http.Parsing;
using LinuxPatchApi.Http.Responses;

namespace LinuxPatchApi.Http.Client;

/// <summary>The head of a response. <paramref name="Length"/> is null when the body is chunked or ends with the connection.</summary>
internal sealed record ResponseHead(int Status, BodyKind Kind, long? Length)
{
    /// <summary>Without parameters, in lower case; null when absent.</summary>
    public string? MediaType { get; init; }

    /// <summary>Null when absent or a date.</summary>
    public int? RetryAfter { get; init; }
}
