namespace LinuxPatchApi.Jobs.Model;

/// <summary>The client's key for a request, kept with the job that the request made, so that both are on disk in one write.</summary>
/// <param name="Client">SHA-256 of the certificate that the key belongs to, lower-case hexadecimal; another client may use the same text. Null in records
/// of releases that kept the subject's text, which two certificates may share: there the certificate is the requester's.</param>
/// <param name="Digest">Of method, target and body: the same key with another request is a mistake.</param>
/// <param name="Role">The word of the role that the first answer needed; null in records of releases that did not keep it.</param>
internal sealed record IdempotencyTag(string? Client, string Key, string Digest, string? Role = null);
