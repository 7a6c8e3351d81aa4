namespace LinuxPatchApi.Http.Connections;

/// <summary>Why an endpoint cannot be listened on.</summary>
public enum BindFailureReason
{
    /// <summary>Another socket has the port (EADDRINUSE).</summary>
    AddressInUse,

    /// <summary>No interface has the address (EADDRNOTAVAIL).</summary>
    AddressNotAvailable,

    /// <summary>The kernel has no IPv6, or no IPv4 (EAFNOSUPPORT).</summary>
    FamilyNotSupported,

    /// <summary>A port below 1024 without the capability, or a security module (EACCES, EPERM).</summary>
    PermissionDenied,

    /// <summary>Something else.</summary>
    Other,
}
