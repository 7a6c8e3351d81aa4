namespace LinuxPatchApi.Http.Client;

/// <summary>The result of a fetch.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Body">Empty unless complete.</param>
/// <param name="Detail">Reason of the failure, as a clause for people; null when complete.</param>
public sealed record FetchResult(FetchOutcome Outcome, byte[] Body, string? Detail)
{
    internal static FetchResult Fail(FetchOutcome outcome, string detail) => new(outcome, [], detail);
}
