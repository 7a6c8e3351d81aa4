using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Login1;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>The result of asking logind to schedule a reboot.</summary>
internal enum ScheduleOutcome
{
    /// <summary>logind has the schedule.</summary>
    Stands,

    /// <summary>logind does not have it, and never will.</summary>
    Absent,

    /// <summary>logind did not answer, and its schedule is unknown.</summary>
    Unknown,
}

/// <summary>Judges a call that may have taken effect without a reply. Pure.</summary>
internal static class ScheduleOutcomes
{
    /// <summary>
    /// True when only logind's current schedule can tell. logind handles bus calls in order: its answer to a later call accounts for the
    /// unanswered one.
    /// </summary>
    public static bool NeedsQuery(HostResult<bool> reply) =>
        reply.Failure is { Reason: HostFailureReason.TimedOut or HostFailureReason.Disconnected or HostFailureReason.ProtocolError };

    public static ScheduleOutcome Judge(HostResult<ScheduledShutdown?> found, DateTimeOffset at) =>
        !found.IsSuccess ? ScheduleOutcome.Unknown
        : RebootGuard.IsOurs(found.Value, at) ? ScheduleOutcome.Stands
        : ScheduleOutcome.Absent;

    /// <summary>Returns why there is no schedule.</summary>
    public static string WhyNot(HostFailure failure) => failure.Reason switch
    {
        HostFailureReason.Refused or HostFailureReason.AccessDenied => $"logind refused it: {failure.Detail}",
        HostFailureReason.TimedOut or HostFailureReason.Disconnected or HostFailureReason.ProtocolError =>
            $"logind has no schedule after it gave no answer: {failure.Detail}",
        _ => $"logind could not be asked: {failure.Detail}",
    };
}
