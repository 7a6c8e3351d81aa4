namespace LinuxPatchApi.Http.Connections.Listening;

/// <summary>Why an endpoint could not be bound.</summary>
public enum BindFailureReason
{
    /// <summary>Another socket uses the port (EADDRINUSE).</summary>
    AddressInUse,

    /// <summary>No interface has the address (EADDRNOTAVAIL).</summary>
    AddressNotAvailable,

    /// <summary>The kernel has no IPv6, or no IPv4 (EAFNOSUPPORT).</summary>
    FamilyNotSupported,

    /// <summary>A port below 1024 without the capability, or denied by a security module (EACCES, EPERM).</summary>
    PermissionDenied,

    /// <summary>Any other error.</summary>
    Other,
}
