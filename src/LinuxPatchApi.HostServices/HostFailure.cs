namespace LinuxPatchApi.HostServices;

/// <summary>An expected failure of a host service.</summary>
/// <param name="Reason">The reason, for decisions in code.</param>
/// <param name="Detail">One sentence for people, in the service's own words where possible.</param>
/// <param name="ErrorName">D-Bus error name; null when the failure is not an error reply.</param>
public sealed record HostFailure(HostFailureReason Reason, string Detail, string? ErrorName = null);
