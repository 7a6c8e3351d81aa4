using LinuxPatchApi.Jobs.Journal;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Operations;
using LinuxPatchApi.Operations.PackageChanges.Requests;
using LinuxPatchApi.Operations.Reboots;
using LinuxPatchApi.Operations.Repairs;
using LinuxPatchApi.Operations.ServiceRestarts;

namespace LinuxPatchApi.Tests.Jobs;

/// <summary>Jobs for tests.</summary>
internal static class JobSamples
{
    /// <summary>The format of the journal.</summary>
    public static JournalLine Line => OperationTable.Journal;

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Requester Someone = new("CN=manager", "0A", "192.0.2.1");

    public static JobOrigin Origin(Guid requestId) => new(Someone, requestId, null, _ => "");

    public static Job New(JobStatus status = JobStatus.Pending, JobOperation operation = JobOperation.PatchApply, string boot = "boot-1",
        DateTimeOffset? at = null) => new()
        {
            Id = Guid.NewGuid(),
            Operation = operation,
            Request = operation switch
            {
                JobOperation.Reboot => new RebootRequest(0, false, null),
                JobOperation.SelfUpdate => new SelfUpdateRequest(PackageSpec.Of("linux-patch-api"), ChangeOptions.None, 0),
                JobOperation.Repair => new RepairRequest(),
                JobOperation.ServiceRestart => new ServiceRestartRequest("web.service"),
                _ => Everything,
            },
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
