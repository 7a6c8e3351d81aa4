namespace LinuxPatchApi.Api.Idempotency;

/// <summary>The first answer to a key.</summary>
/// <param name="Digest">Digest of the answered request.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Data">The data of the envelope, as JSON.</param>
/// <param name="Role">Wire name of the required role; null when it was not stored.</param>
internal sealed record RepeatedAnswer(string Digest, int Status, string Data, string? Role);
