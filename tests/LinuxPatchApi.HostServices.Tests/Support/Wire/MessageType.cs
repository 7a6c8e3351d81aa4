namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>Type of a message (D-Bus specification, "Message Format"). Unknown types must be ignored.</summary>
internal enum MessageType : byte
{
    Invalid = 0,
    MethodCall = 1,
    MethodReturn = 2,
    Error = 3,
    Signal = 4,
}
