namespace LinuxPatchApi.Jobs.Model;

/// <summary>One package of a plan and what became of it.</summary>
/// <param name="FromVersion">Null when it was not installed before.</param>
/// <param name="ToVersion">Null when it is to be gone.</param>
/// <param name="Reason">Why it was skipped, or what is different; null when there is nothing to say.</param>
internal sealed record PackageChange(
    string Name,
    string Architecture,
    ChangeAction Action,
    string? FromVersion,
    string? ToVersion,
    ChangeOutcome Outcome,
    string? Reason);
