using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Api.Answers;

/// <summary>How a reason is answered.</summary>
/// <param name="Status">HTTP status (RFC 9110 section 15).</param>
/// <param name="Code">The error code in the envelope.</param>
/// <param name="Retryable">True when the same request may succeed later.</param>
/// <param name="RetryAfterSeconds">Null when the answer has no Retry-After.</param>
internal sealed record ApiReasonEntry(int Status, string Code, bool Retryable, int? RetryAfterSeconds = null);

/// <summary>The table from reasons to statuses and codes. A test checks that it is complete.</summary>
internal static class ApiReasonTable
{
    public static ApiReasonEntry Of(ApiReason reason) => reason switch
    {
        ApiReason.InvalidRequest => new(400, "INVALID_REQUEST", false),
        ApiReason.ValidationError => new(400, "VALIDATION_ERROR", false),
        ApiReason.InvalidServiceName => new(400, "INVALID_SERVICE_NAME", false),
        ApiReason.InvalidJobId => new(400, "INVALID_JOB_ID", false),
        ApiReason.OptionNotSupported => new(400, "OPTION_NOT_SUPPORTED", false),
        ApiReason.Forbidden => new(403, "FORBIDDEN", false),
        ApiReason.NotFound => new(404, "NOT_FOUND", false),
        ApiReason.MethodNotAllowed => new(405, "METHOD_NOT_ALLOWED", false),
        ApiReason.UnsupportedMediaType => new(415, "UNSUPPORTED_MEDIA_TYPE", false),
        ApiReason.PackageNotFound => new(404, "PKG_NOT_FOUND", false),
        ApiReason.VersionNotFound => new(404, "PKG_VERSION_NOT_FOUND", false),
        ApiReason.ServiceNotFound => new(404, "SERVICE_NOT_FOUND", false),
        ApiReason.ServiceRestartDenied => new(409, "SERVICE_RESTART_DENIED", false),
        ApiReason.ServiceNotRestartable => new(409, "SERVICE_NOT_RESTARTABLE", false),
        ApiReason.JobNotFound => new(404, "JOB_NOT_FOUND", false),
        ApiReason.NoRebootScheduled => new(404, "NO_REBOOT_SCHEDULED", false),
        ApiReason.CancelNotPossible => new(409, "CANCEL_NOT_POSSIBLE", true),
        ApiReason.RollbackNotPossible => new(409, "ROLLBACK_NOT_POSSIBLE", false),
        ApiReason.IdempotencyKeyReused => new(422, "IDEMPOTENCY_KEY_REUSED", false),
        ApiReason.PlanChanged => new(409, "PLAN_CHANGED", false),
        ApiReason.DependencyConflict => new(409, "DEPENDENCY_CONFLICT", false),
        ApiReason.RebootBlocked => new(409, "REBOOT_BLOCKED", true, Jobs.JobLimits.RetryAfterSeconds),
        ApiReason.DatabaseMutationInProgress => new(409, "PACKAGE_DB_MUTATION_IN_PROGRESS", true, Jobs.JobLimits.RetryAfterSeconds),
        ApiReason.DatabaseUnclean => new(409, "PACKAGE_DB_UNCLEAN", false),
        ApiReason.SelfUpdateInProgress => new(409, "SELF_UPDATE_IN_PROGRESS", true, Jobs.JobLimits.RetryAfterSeconds),
        ApiReason.NoSelfUpdateRecord => new(404, "NO_SELF_UPDATE_RECORD", false),
        ApiReason.AdmissionFrozen => new(409, "ADMISSION_FROZEN", true, Jobs.JobLimits.RetryAfterSeconds),
        ApiReason.QueueFull => new(429, "QUEUE_FULL", true, Jobs.JobLimits.RetryAfterSeconds),
        ApiReason.RateLimited => new(429, "RATE_LIMITED", true),
        ApiReason.TooManyWatches => new(429, "TOO_MANY_WATCHES", true, Sockets.WatchLimits.RetryAfterSeconds),
        ApiReason.NoCapacity => new(503, "OVERLOADED", true, Sockets.WatchLimits.RetryAfterSeconds),
        ApiReason.UpgradeRequired => new(426, "UPGRADE_REQUIRED", false),
        ApiReason.OriginRefused => new(403, "ORIGIN_REFUSED", false),
        ApiReason.BackendUnavailable => new(503, "BACKEND_UNAVAILABLE", true, Jobs.JobLimits.RetryAfterSeconds),
        ApiReason.DiskFull => new(507, "DISK_FULL", true),
        ApiReason.ReadOnly => new(507, "READ_ONLY", false),
        ApiReason.PackageManagerError => new(502, "PKG_MANAGER_ERROR", false),
        ApiReason.PermissionDenied => new(502, "PERMISSION_DENIED", false),
        ApiReason.SignatureError => new(502, "GPG_ERROR", false),
        ApiReason.NetworkError => new(502, "NETWORK_ERROR", true),
        ApiReason.Locked => new(503, "LOCKED", true, Jobs.JobLimits.RetryAfterSeconds),
        ApiReason.InternalError => new(500, "INTERNAL_ERROR", false),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "the table lacks it"),
    };

    /// <summary>The reason for a failed plan, in the answer to a dry run.</summary>
    public static ApiReason Of(JobErrorCode code) => code switch
    {
        JobErrorCode.PackageNotFound => ApiReason.PackageNotFound,
        JobErrorCode.VersionNotFound => ApiReason.VersionNotFound,
        JobErrorCode.DependencyConflict => ApiReason.DependencyConflict,
        JobErrorCode.BackendUnavailable or JobErrorCode.Timeout => ApiReason.BackendUnavailable,
        JobErrorCode.PermissionDenied => ApiReason.PermissionDenied,
        JobErrorCode.SignatureError => ApiReason.SignatureError,
        JobErrorCode.NetworkError or JobErrorCode.CacheRefreshError => ApiReason.NetworkError,
        JobErrorCode.Locked => ApiReason.Locked,
        JobErrorCode.DiskFull => ApiReason.DiskFull,
        JobErrorCode.ReadOnly => ApiReason.ReadOnly,
        _ => ApiReason.PackageManagerError,
    };
}
