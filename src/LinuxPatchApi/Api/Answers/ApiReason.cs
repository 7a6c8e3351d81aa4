namespace LinuxPatchApi.Api.Answers;

/// <summary>Why a request is refused or fails. <see cref="ApiReasonTable"/> has the status and code of each.</summary>
internal enum ApiReason
{
    /// <summary>The body or query breaks a rule, which the message names.</summary>
    InvalidRequest,

    /// <summary>A package name or version is malformed.</summary>
    ValidationError,

    /// <summary>A service name is malformed.</summary>
    InvalidServiceName,

    /// <summary>A job id is not a UUID.</summary>
    InvalidJobId,

    /// <summary>The package manager cannot honour an option through its D-Bus interface.</summary>
    OptionNotSupported,

    /// <summary>The role of the client is lower than required.</summary>
    Forbidden,

    /// <summary>No such path.</summary>
    NotFound,

    /// <summary>The path exists but not with this method.</summary>
    MethodNotAllowed,

    /// <summary>The body is not JSON.</summary>
    UnsupportedMediaType,

    /// <summary>No such package is installed or available.</summary>
    PackageNotFound,

    /// <summary>No repository has that version.</summary>
    VersionNotFound,

    /// <summary>systemd knows no such unit.</summary>
    ServiceNotFound,

    /// <summary>The configuration forbids a restart of this service (<c>restart.deny</c>), or it is the agent itself.</summary>
    ServiceRestartDenied,

    /// <summary>The service is not running, is masked, or its unit file refuses a manual restart.</summary>
    ServiceNotRestartable,

    /// <summary>No such job in the history.</summary>
    JobNotFound,

    /// <summary>The agent has scheduled no reboot that could be cancelled.</summary>
    NoRebootScheduled,

    /// <summary>The package manager is past its point of no return.</summary>
    CancelNotPossible,

    /// <summary>A job cannot be undone; the details have the reasons.</summary>
    RollbackNotPossible,

    /// <summary>A new simulation results in a plan other than the approved one.</summary>
    PlanChanged,

    /// <summary>The same Idempotency-Key was used for a different request.</summary>
    IdempotencyKeyReused,

    /// <summary>Dependencies, conflicts, holds or protected packages rule out the plan.</summary>
    DependencyConflict,

    /// <summary>Jobs are active and <c>force</c> was not given.</summary>
    RebootBlocked,

    /// <summary>Packages are being written and the risk was not acknowledged; or a self-update was requested beside active jobs.</summary>
    DatabaseMutationInProgress,

    /// <summary>A package is partially installed and the risk was not acknowledged.</summary>
    DatabaseUnclean,

    /// <summary>The agent updates itself: no other job is admitted, and the host does not reboot.</summary>
    SelfUpdateInProgress,

    /// <summary>No self-update was ever begun on this host.</summary>
    NoSelfUpdateRecord,

    /// <summary>No jobs are admitted: the agent is stopping, or a reboot is reserved; no reboot while another is scheduled.</summary>
    AdmissionFrozen,

    /// <summary>The job queue is full.</summary>
    QueueFull,

    /// <summary>Too many requests from this certificate or address.</summary>
    RateLimited,

    /// <summary>This certificate already has the maximum number of watches.</summary>
    TooManyWatches,

    /// <summary>The limit of watchers, or of long lists being sent, is reached.</summary>
    NoCapacity,

    /// <summary>The path needs a WebSocket handshake, and the request is not a valid one.</summary>
    UpgradeRequired,

    /// <summary>A web page of another site requested a change or a watch.</summary>
    OriginRefused,

    /// <summary>PackageKit, polkit, systemd, logind or the bus is not available.</summary>
    BackendUnavailable,

    /// <summary>The job journal could not be written; nothing was changed.</summary>
    DiskFull,

    /// <summary>A file system that packages write to is read-only.</summary>
    ReadOnly,

    /// <summary>The package manager failed for another reason.</summary>
    PackageManagerError,

    /// <summary>polkit or the package manager refused the agent.</summary>
    PermissionDenied,

    /// <summary>A signature is missing or invalid.</summary>
    SignatureError,

    /// <summary>A mirror or the network failed.</summary>
    NetworkError,

    /// <summary>Another process holds the lock of the package database.</summary>
    Locked,

    /// <summary>A bug in the agent.</summary>
    InternalError,
}
