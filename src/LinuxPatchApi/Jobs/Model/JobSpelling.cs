namespace LinuxPatchApi.Jobs.Model;

/// <summary>The wire names for HTTP, events, journal and log (contract section 5).</summary>
internal static class JobSpelling
{
    public static readonly Spelling<JobOperation> Operations = new(
        (JobOperation.Install, "install"),
        (JobOperation.Update, "update"),
        (JobOperation.Remove, "remove"),
        (JobOperation.PatchApply, "patch_apply"),
        (JobOperation.Rollback, "rollback"),
        (JobOperation.Reboot, "reboot"),
        (JobOperation.SelfUpdate, "self_update"),
        (JobOperation.ServiceRestart, "service_restart"),
        (JobOperation.Repair, "repair"),
        (JobOperation.Unknown, "unknown"));

    public static readonly Spelling<JobStatus> Statuses = new(
        (JobStatus.Pending, "pending"),
        (JobStatus.Running, "running"),
        (JobStatus.Rebooting, "rebooting"),
        (JobStatus.Completed, "completed"),
        (JobStatus.Failed, "failed"),
        (JobStatus.Cancelled, "cancelled"));

    public static readonly Spelling<JobSort> Sorts = new(
        (JobSort.CreatedAt, "created_at"),
        (JobSort.UpdatedAt, "updated_at"),
        (JobSort.Status, "status"));

    public static readonly Spelling<JobPhase> Phases = new(
        (JobPhase.Queued, "queued"),
        (JobPhase.Refreshing, "refreshing"),
        (JobPhase.Resolving, "resolving"),
        (JobPhase.Downloading, "downloading"),
        (JobPhase.Installing, "installing"),
        (JobPhase.Removing, "removing"),
        (JobPhase.Verifying, "verifying"),
        (JobPhase.Rebooting, "rebooting"),
        (JobPhase.Done, "done"));

    public static readonly Spelling<JobErrorCode> ErrorCodes = new(
        (JobErrorCode.PackageManagerError, "PKG_MANAGER_ERROR"),
        (JobErrorCode.PackageNotFound, "PKG_NOT_FOUND"),
        (JobErrorCode.VersionNotFound, "PKG_VERSION_NOT_FOUND"),
        (JobErrorCode.DependencyConflict, "DEPENDENCY_CONFLICT"),
        (JobErrorCode.CacheRefreshError, "CACHE_REFRESH_ERROR"),
        (JobErrorCode.NetworkError, "NETWORK_ERROR"),
        (JobErrorCode.SignatureError, "GPG_ERROR"),
        (JobErrorCode.PermissionDenied, "PERMISSION_DENIED"),
        (JobErrorCode.DiskFull, "DISK_FULL"),
        (JobErrorCode.ReadOnly, "READ_ONLY"),
        (JobErrorCode.Locked, "LOCKED"),
        (JobErrorCode.ScriptFailed, "SCRIPT_FAILED"),
        (JobErrorCode.BackendUnavailable, "BACKEND_UNAVAILABLE"),
        (JobErrorCode.RebootError, "REBOOT_ERROR"),
        (JobErrorCode.Timeout, "TIMEOUT"),
        (JobErrorCode.Cancelled, "CANCELLED"),
        (JobErrorCode.AgentRestarted, "AGENT_RESTARTED"),
        (JobErrorCode.HostRebooted, "HOST_REBOOTED"),
        (JobErrorCode.RollbackFailed, "ROLLBACK_FAILED"),
        (JobErrorCode.Unknown, "UNKNOWN_ERROR"));

    public static readonly Spelling<ChangeAction> Actions = new(
        (ChangeAction.Install, "install"),
        (ChangeAction.Upgrade, "upgrade"),
        (ChangeAction.Downgrade, "downgrade"),
        (ChangeAction.Reinstall, "reinstall"),
        (ChangeAction.Remove, "remove"));

    public static readonly Spelling<ChangeOutcome> Outcomes = new(
        (ChangeOutcome.Planned, "planned"),
        (ChangeOutcome.Applied, "applied"),
        (ChangeOutcome.Unchanged, "unchanged"),
        (ChangeOutcome.Different, "different"),
        (ChangeOutcome.Skipped, "skipped"));

    public static readonly Spelling<RestartOutcome> Restarts = new(
        (RestartOutcome.Planned, "planned"),
        (RestartOutcome.Restarted, "restarted"),
        (RestartOutcome.Failed, "failed"),
        (RestartOutcome.Skipped, "skipped"));
}
