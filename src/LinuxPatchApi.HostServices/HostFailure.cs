namespace LinuxPatchApi.HostServices;

/// <summary>An expected failure of a host service.</summary>
/// <param name="Reason">What a program decides on.</param>
/// <param name="Detail">One sentence for people, as far as possible in the words of the service.</param>
/// <param name="ErrorName">The D-Bus error name, null when the failure is not an error reply.</param>
public sealed record HostFailure(HostFailureReason Reason, string Detail, string? ErrorName = null);
