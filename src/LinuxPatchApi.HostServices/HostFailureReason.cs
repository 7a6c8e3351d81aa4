namespace LinuxPatchApi.HostServices;

/// <summary>Why a host service did not do what was asked.</summary>
public enum HostFailureReason
{
    /// <summary>There is no connection to the system bus now; it is being re-established in the background.</summary>
    BusUnavailable,

    /// <summary>The service does not run and the bus knows no way to start it (ServiceUnknown, NameHasNoOwner).</summary>
    ServiceAbsent,

    /// <summary>The bus tried to start the service and it did not come up, or not in time.</summary>
    ActivationFailed,

    /// <summary>The running service did not answer before the deadline. The call may still take effect.</summary>
    TimedOut,

    /// <summary>The bus policy, polkit or the service denied the call.</summary>
    AccessDenied,

    /// <summary>The object asked for (unit, transaction, file) does not exist, or not any more.</summary>
    NotFound,

    /// <summary>The service understood the call and declined it in its present state; the detail says why.</summary>
    Refused,

    /// <summary>The connection was lost while the call was under way. It may have taken effect.</summary>
    Disconnected,

    /// <summary>An argument is malformed or not supported by the service.</summary>
    InvalidArgument,

    /// <summary>The peer answered something that does not fit its published interface.</summary>
    ProtocolError,
}
