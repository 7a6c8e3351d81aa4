namespace LinuxPatchApi.HostServices.Bus.Transport;

/// <summary>Type of a message (D-Bus specification, "Message Types"). Unknown types must be ignored.</summary>
internal enum MessageKind : byte
{
    Invalid = 0,
    MethodCall = 1,
    MethodReturn = 2,
    Error = 3,
    Signal = 4,
}
