namespace LinuxPatchApi.Jobs.Model;

/// <summary>The client's key for a request, kept with the job that the request made, so that both are on disk in one write.</summary>
/// <param name="Subject">The key belongs to this client certificate's subject; another client may use the same text.</param>
/// <param name="Digest">Of method, target and body: the same key with another request is a mistake.</param>
internal sealed record IdempotencyTag(string Subject, string Key, string Digest);
