using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Caches;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>What became of the wish to cancel the reserved reboot.</summary>
/// <param name="Before">The job as it was; null when no reboot of ours is reserved.</param>
/// <param name="Obstacle">Why it is reserved still; null when it is cancelled.</param>
internal sealed record RebootCancellation(Job? Before, RebootObstacle? Obstacle, string? Detail);

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
    /// <summary>What of the package database is in part; null when nothing is, or it was not looked at.</summary>
    public UncleanDatabase? Unclean { get; init; }

    public static RebootAnswer Refused(RebootObstacle obstacle, string detail, IReadOnlyList<Job>? active = null, IReadOnlyList<Inhibitor>? inhibitors = null) =>
        new(null, default, obstacle, detail, active ?? [], inhibitors ?? []);
}
