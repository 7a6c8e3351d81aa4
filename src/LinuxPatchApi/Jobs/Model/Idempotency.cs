namespace LinuxPatchApi.Jobs.Model;

/// <summary>The client's key for a request, stored with the job that the request created, so that one write persists both.</summary>
/// <param name="Client">SHA-256 of the certificate that the key belongs to, lower-case hexadecimal; another client may use the same text.
/// Null in records of releases that stored the subject, which two certificates may share: then the certificate is the
/// requester's.</param>
/// <param name="Digest">Digest of method, target and body: the same key with another request is an error.</param>
/// <param name="Role">Wire name of the role that the first answer required; null in records of releases that did not store it.</param>
internal sealed record IdempotencyTag(string? Client, string Key, string Digest, string? Role = null);

/// <summary>
/// The first answer to a request about a job that came with a key: stored in the record of the change, so that a crash cannot separate
/// them.
/// </summary>
/// <param name="Data">The data of the envelope, as JSON.</param>
internal sealed record KeptAnswer(IdempotencyTag Tag, int Status, string Data, DateTimeOffset At)
{
    /// <summary>
    /// When it was given, in milliseconds of the clock of elapsed time; null until it is stored, and in records of previous versions.
    /// </summary>
    public long? On { get; init; }
}
