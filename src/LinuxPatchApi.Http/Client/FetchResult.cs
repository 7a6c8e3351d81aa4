namespace LinuxPatchApi.Http.Client;

/// <summary>What was fetched.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Body">Empty unless complete.</param>
/// <param name="Detail">Why it is not complete, as a clause for people; null when it is.</param>
public sealed record FetchResult(FetchOutcome Outcome, byte[] Body, string? Detail)
{
    internal static FetchResult Fail(FetchOutcome outcome, string detail) => new(outcome, [], detail);
}
