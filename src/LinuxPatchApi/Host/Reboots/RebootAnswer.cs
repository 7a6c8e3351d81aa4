using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>The reboot job, or what stands in the way.</summary>
/// <param name="ActiveJobs">Jobs that block it.</param>
/// <param name="Inhibitors">Block inhibitors of others.</param>
internal sealed record RebootAnswer(
    Job? Job,
    DateTimeOffset ScheduledAt,
    RebootObstacle? Obstacle,
    string? Detail,
    IReadOnlyList<Job> ActiveJobs,
    IReadOnlyList<Inhibitor> Inhibitors)
{
    public static RebootAnswer Refused(RebootObstacle obstacle, string detail, IReadOnlyList<Job>? active = null, IReadOnlyList<Inhibitor>? inhibitors = null) =>
        new(null, default, obstacle, detail, active ?? [], inhibitors ?? []);
}
