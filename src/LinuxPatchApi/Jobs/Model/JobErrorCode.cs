using System.Text.Json.Serialization;

namespace LinuxPatchApi.Jobs.Model;

/// <summary>Why a job failed (contract section 5). Derived from the package manager's own code and complete text.</summary>
[JsonConverter(typeof(JobErrorCodeConverter))]
internal enum JobErrorCode
{
    /// <summary>The package manager failed for a reason without a code of its own here; the text explains it.</summary>
    PackageManagerError,

    /// <summary>Neither a configured repository nor the host has the package.</summary>
    PackageNotFound,

    /// <summary>The package exists, the requested version does not.</summary>
    VersionNotFound,

    /// <summary>Dependencies or conflicts forbid it, or the plan does more than was requested.</summary>
    DependencyConflict,

    /// <summary>The repositories' indexes could not be fetched.</summary>
    CacheRefreshError,

    /// <summary>The network or a mirror did not answer.</summary>
    NetworkError,

    /// <summary>A signature is missing, wrong or from an unknown key. Never bypassed.</summary>
    SignatureError,

    /// <summary>polkit or the package manager denied it.</summary>
    PermissionDenied,

    /// <summary>No space left on a file system.</summary>
    DiskFull,

    /// <summary>A file system that packages are written to is read-only.</summary>
    ReadOnly,

    /// <summary>Another process holds the package database's lock.</summary>
    Locked,

    /// <summary>A maintainer script or scriptlet failed.</summary>
    ScriptFailed,

    /// <summary>PackageKit, polkit or the bus is unavailable.</summary>
    BackendUnavailable,

    /// <summary>The reboot was refused or did not happen.</summary>
    RebootError,

    /// <summary>Over <c>jobs.timeout_minutes</c>; a cancel was requested, nothing was killed.</summary>
    Timeout,

    /// <summary>Cancelled by the package manager or another client of it.</summary>
    Cancelled,

    /// <summary>The agent restarted and no trace shows that the work was done.</summary>
    AgentRestarted,

    /// <summary>The host restarted and the installed versions do not show the planned result.</summary>
    HostRebooted,

    /// <summary>An undo did not restore the previous state.</summary>
    RollbackFailed,

    /// <summary>Nothing else fits.</summary>
    Unknown,
}

internal sealed class JobErrorCodeConverter() : SpelledConverter<JobErrorCode>(JobSpelling.ErrorCodes);
