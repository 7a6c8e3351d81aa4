namespace LinuxPatchApi.Api.Idempotency;

/// <summary>The first answer to a key.</summary>
/// <param name="Digest">Of the request that it answered.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Data">The data of the envelope, as JSON.</param>
/// <param name="Role">The word of the role that it needed; null when that was not kept.</param>
internal sealed record RepeatedAnswer(string Digest, int Status, string Data, string? Role);
