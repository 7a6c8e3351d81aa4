using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>What has changed in the history since a client's last visit.</summary>
/// <param name="Jobs">Those that changed, as <see cref="JobStore.All"/> has them, the earliest change first.</param>
/// <param name="Removed">Those that left the history.</param>
/// <param name="Next">The number to continue from.</param>
/// <param name="IsReset">True when the client's number is too old or not of this history: then all jobs are here.</param>
internal sealed record JobChanges(IReadOnlyList<Job> Jobs, IReadOnlyList<Guid> Removed, long Next, bool IsReset);
