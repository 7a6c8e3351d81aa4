namespace LinuxPatchApi.Api.Answers;

/// <summary>Why a request is not answered with what it asked for. <see cref="ApiReasonTable"/> has status and code of each.</summary>
internal enum ApiReason
{
    /// <summary>The body or query breaks a rule that is named.</summary>
    InvalidRequest,

    /// <summary>A package name or version breaks its syntax.</summary>
    ValidationError,

    /// <summary>A service name breaks its syntax.</summary>
    InvalidServiceName,

    /// <summary>A job id is no UUID.</summary>
    InvalidJobId,

    /// <summary>The package manager cannot honour an option through its D-Bus interface.</summary>
    OptionNotSupported,

    /// <summary>The client's role is below the one that this needs.</summary>
    Forbidden,

    /// <summary>No such path.</summary>
    NotFound,

    /// <summary>The path has other methods.</summary>
    MethodNotAllowed,

    /// <summary>A body of another type than JSON.</summary>
    UnsupportedMediaType,

    /// <summary>Nothing is known of such a package, installed or available.</summary>
    PackageNotFound,

    /// <summary>No repository has that version.</summary>
    VersionNotFound,

    /// <summary>systemd knows no such unit.</summary>
    ServiceNotFound,

    /// <summary>The configuration forbids a restart of this service (<c>restart.deny</c>), or it is the agent itself.</summary>
    ServiceRestartDenied,

    /// <summary>The service does not run, is masked, or its file forbids a restart by hand.</summary>
    ServiceNotRestartable,

    /// <summary>No such job in the history.</summary>
    JobNotFound,

    /// <summary>There is no scheduled reboot of ours to cancel.</summary>
    NoRebootScheduled,

    /// <summary>The package manager is past its point of no return.</summary>
    CancelNotPossible,

    /// <summary>A job cannot be undone; the details say why, package by package.</summary>
    RollbackNotPossible,

    /// <summary>A new simulation gives another plan than the one agreed to.</summary>
    PlanChanged,

    /// <summary>The same Idempotency-Key came with another request.</summary>
    IdempotencyKeyReused,

    /// <summary>Dependencies, conflicts, holds or protected packages forbid the plan.</summary>
    DependencyConflict,

    /// <summary>Jobs are active and <c>force</c> was not given.</summary>
    RebootBlocked,

    /// <summary>Packages are being written and the risk was not acknowledged.</summary>
    DatabaseMutationInProgress,

    /// <summary>A package is installed in part and the risk was not acknowledged.</summary>
    DatabaseUnclean,

    /// <summary>Shutdown, or a reboot is reserved.</summary>
    AdmissionFrozen,

    /// <summary>Too many jobs wait.</summary>
    QueueFull,

    /// <summary>Too many requests from this certificate or address.</summary>
    RateLimited,

    /// <summary>This certificate watches as many jobs as it may.</summary>
    TooManyWatches,

    /// <summary>There is no room for another watcher, or another long list.</summary>
    NoCapacity,

    /// <summary>The path speaks WebSocket, and the request is no right handshake.</summary>
    UpgradeRequired,

    /// <summary>A web page of another site wants to change something or to watch.</summary>
    OriginRefused,

    /// <summary>PackageKit, polkit, systemd, logind or the bus is not there.</summary>
    BackendUnavailable,

    /// <summary>The journal could not be written; nothing was done.</summary>
    DiskFull,

    /// <summary>A file system that packages are written to is read-only.</summary>
    ReadOnly,

    /// <summary>The package manager failed for another reason.</summary>
    PackageManagerError,

    /// <summary>polkit or the package manager refused us.</summary>
    PermissionDenied,

    /// <summary>A signature is missing or wrong.</summary>
    SignatureError,

    /// <summary>A mirror or the network failed.</summary>
    NetworkError,

    /// <summary>Somebody else holds the package database's lock.</summary>
    Locked,

    /// <summary>A bug of ours.</summary>
    InternalError,
}
