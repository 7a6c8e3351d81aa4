using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices;
using LinuxPatchApi.HostServices.Login1;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>What became of a reboot that logind was asked to schedule.</summary>
internal enum ScheduleOutcome
{
    /// <summary>logind has it.</summary>
    Stands,

    /// <summary>logind does not have it, and will not.</summary>
    Absent,

    /// <summary>logind did not answer, and does not tell what it has.</summary>
    Unknown,
}

/// <summary>Judges the answer to a request that may have been carried out without one. Pure.</summary>
internal static class ScheduleOutcomes
{
    /// <summary>Whether only a look at what logind has can tell. It works off the calls of the bus in their order: what it tells after the call
    /// that it left unanswered counts that one.</summary>
    public static bool NeedsLook(HostResult<bool> asked) =>
        asked.Failure is { Reason: HostFailureReason.TimedOut or HostFailureReason.Disconnected or HostFailureReason.ProtocolError };

    public static ScheduleOutcome Judge(HostResult<ScheduledShutdown?> found, DateTimeOffset at) =>
        !found.IsSuccess ? ScheduleOutcome.Unknown
        : RebootGuard.IsOurs(found.Value, at) ? ScheduleOutcome.Stands
        : ScheduleOutcome.Absent;

    /// <summary>Why there is no schedule.</summary>
    public static string WhyNot(HostFailure failure) => failure.Reason switch
    {
        HostFailureReason.Refused or HostFailureReason.AccessDenied => $"logind refused it: {failure.Detail}",
        HostFailureReason.TimedOut or HostFailureReason.Disconnected or HostFailureReason.ProtocolError =>
            $"logind has no schedule after it gave no answer: {failure.Detail}",
        _ => $"logind could not be asked: {failure.Detail}",
    };
}
