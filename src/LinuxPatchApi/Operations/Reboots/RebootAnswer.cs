using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>The result of cancelling the reserved reboot.</summary>
/// <param name="Before">The job as it was; null when this agent has reserved no reboot.</param>
/// <param name="Obstacle">Why it is still reserved; null when it was cancelled.</param>
/// <param name="Detail">The obstacle in words; without a job what is scheduled on the host instead, null for nothing.</param>
internal sealed record RebootCancellation(Job? Before, RebootObstacle? Obstacle, string? Detail);

/// <summary>The reboot job, or the obstacle.</summary>
/// <param name="ActiveJobs">Jobs that block it.</param>
/// <param name="Inhibitors">Block inhibitors of other programs.</param>
internal sealed record RebootAnswer(
    Job? Job,
    DateTimeOffset ScheduledAt,
    RebootObstacle? Obstacle,
    string? Detail,
    IReadOnlyList<Job> ActiveJobs,
    IReadOnlyList<Inhibitor> Inhibitors)
{
    /// <summary>Partly installed packages; null when there are none, or they were not checked.</summary>
    public UncleanDatabase? Unclean { get; init; }

    public static RebootAnswer Refused(
        RebootObstacle obstacle, string detail, IReadOnlyList<Job>? active = null, IReadOnlyList<Inhibitor>? inhibitors = null) =>
        new(null, default, obstacle, detail, active ?? [], inhibitors ?? []);
}
