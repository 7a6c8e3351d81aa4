using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>The latest self-update.</summary>
/// <param name="Status">in_progress, ending, restoring, confirmed, abandoned, restored or restore_failed.</param>
/// <param name="JobStatus">Null when the history no longer has the job.</param>
/// <param name="RunningVersion">The version that answers this.</param>
/// <param name="Reason">Why it did not go as planned; null when it did, or has not ended.</param>
internal sealed record SelfUpdateStatus(
    Guid JobId,
    string Status,
    string? JobStatus,
    string FromVersion,
    string TargetVersion,
    string RunningVersion,
    int DeadlineSeconds,
    string? Reason,
    WireTime StartedAt,
    WireTime? EndedAt);
