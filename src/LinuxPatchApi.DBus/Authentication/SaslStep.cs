namespace LinuxPatchApi.DBus.Authentication;

/// <summary>What to do after a line of the server.</summary>
/// <param name="Send">Line to send, without its end.</param>
/// <param name="ServerGuid">Set when the server accepted us: its id, which changes when the bus is restarted.</param>
/// <param name="Rejection">Set when there is no way on.</param>
internal readonly record struct SaslStep(string? Send, string? ServerGuid, string? Rejection);
