using LinuxPatchApi.Jobs;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Tests.Jobs;

/// <summary>Jobs to test with.</summary>
internal static class JobSamples
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Requester Someone = new("CN=manager", "0A", "192.0.2.1");

    public static JobOrigin Origin(Guid requestId) => new(Someone, requestId, null, _ => "");

    public static Job New(JobStatus status = JobStatus.Pending, JobOperation operation = JobOperation.PatchApply, string boot = "boot-1",
        DateTimeOffset? at = null) => new()
        {
            Id = Guid.NewGuid(),
            Operation = operation,
            Request = operation == JobOperation.Reboot ? new RebootRequest(0, false, null) : Everything,
            RequestedBy = Someone,
            RequestId = Guid.NewGuid(),
            BootId = boot,
            CreatedAt = at ?? Start,
            UpdatedAt = at ?? Start,
            Status = status,
        };

    public static ApplyRequest Everything { get; } = new(null, null, false, null, [], false, 0);

    public static PackageChange Upgrade(string name, ChangeOutcome outcome = ChangeOutcome.Planned) =>
        new(name, "amd64", ChangeAction.Upgrade, "1", "2", outcome, null);
}
