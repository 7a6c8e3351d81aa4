namespace LinuxPatchApi.HostServices;

/// <summary>Why a host service did not do what was requested.</summary>
public enum HostFailureReason
{
    /// <summary>The system bus is not connected; reconnecting continues in the background.</summary>
    BusUnavailable,

    /// <summary>The service is not running and the bus cannot start it (ServiceUnknown, NameHasNoOwner).</summary>
    ServiceAbsent,

    /// <summary>The bus tried to start the service, which failed or took too long.</summary>
    ActivationFailed,

    /// <summary>The running service did not answer before the deadline. The call may still take effect.</summary>
    TimedOut,

    /// <summary>The bus policy, polkit or the service denied the call.</summary>
    AccessDenied,

    /// <summary>The requested object (unit, transaction, file) does not exist, or no longer exists.</summary>
    NotFound,

    /// <summary>The service understood the call and refused it in its current state; the detail says why.</summary>
    Refused,

    /// <summary>The connection was lost during the call. The call may have taken effect.</summary>
    Disconnected,

    /// <summary>An argument is malformed or not supported by the service.</summary>
    InvalidArgument,

    /// <summary>The reply does not match the service's published interface.</summary>
    ProtocolError,
}
