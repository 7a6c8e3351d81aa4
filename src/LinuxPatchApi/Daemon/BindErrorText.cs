using LinuxPatchApi.Http.Connections.Listening;

namespace LinuxPatchApi.Daemon;

/// <summary>Explains why an address cannot be bound, and what to do. Pure.</summary>
internal static class BindErrorText
{
    public static string Of(BindFailureReason reason) => reason switch
    {
        BindFailureReason.AddressInUse =>
            "address in use: another process listens there; 'ss -ltnp' on the host names it. Stop it, or change server.port",
        BindFailureReason.AddressNotAvailable =>
            "no interface of this host has the address; write one that it has in server.bind, or 0.0.0.0 for all",
        BindFailureReason.FamilyNotSupported =>
            "the kernel of this host does not have this kind of address (IPv6 switched off?); write an IPv4 address in server.bind",
        BindFailureReason.PermissionDenied =>
            "not permitted: a port below 1024, or a security module; use a port from 1024 on in server.port",
        _ => "the kernel refuses it",
    };
}
