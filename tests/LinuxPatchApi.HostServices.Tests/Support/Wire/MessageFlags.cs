namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>Flags of a message (D-Bus specification, "Message Format").</summary>
[Flags]
internal enum MessageFlags : byte
{
    None = 0,
    NoReplyExpected = 1,

    /// <summary>The bus must not start the service for this call.</summary>
    NoAutoStart = 2,
    AllowInteractiveAuthorization = 4,
}
