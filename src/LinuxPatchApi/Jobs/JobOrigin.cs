using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>Where a job comes from.</summary>
/// <param name="Idempotency">Null when the client sent no key.</param>
/// <param name="Accepted">The data of the answer that admits it, as JSON; asked for only with a key.</param>
internal sealed record JobOrigin(Requester Requester, Guid RequestId, IdempotencyTag? Idempotency, Func<Job, string> Accepted);
