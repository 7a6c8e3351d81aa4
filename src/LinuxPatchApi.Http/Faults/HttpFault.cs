namespace LinuxPatchApi.Http.Faults;

/// <summary>An error that the HTTP layer answers itself.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="StatusCode">The status code that is sent.</param>
/// <param name="Message">One English sentence for the client; constant text that contains nothing of the request.</param>
/// <param name="RawTarget">
/// The target as received if its line was complete and within limits, else null. Unchecked: never log it unescaped.
/// </param>
public sealed record HttpFault(HttpFaultReason Reason, int StatusCode, string Message, string? RawTarget);
