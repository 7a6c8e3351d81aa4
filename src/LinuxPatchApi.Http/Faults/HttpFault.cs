namespace LinuxPatchApi.Http.Faults;

/// <summary>An error that the HTTP layer answers.</summary>
/// <param name="Reason">Why.</param>
/// <param name="StatusCode">The status that is sent.</param>
/// <param name="Message">One English sentence for the client; constant text, nothing of the request in it.</param>
/// <param name="RawTarget">The target as received when its line was complete and within limits, else null. Unchecked: never log it
/// raw.</param>
public sealed record HttpFault(HttpFaultReason Reason, int StatusCode, string Message, string? RawTarget);
