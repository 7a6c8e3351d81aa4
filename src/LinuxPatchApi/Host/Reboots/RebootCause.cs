using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>Who caused a reboot.</summary>
internal enum RebootCause
{
    /// <summary>The first boot that the agent has seen: it may have been installed long after it.</summary>
    Unknown,

    /// <summary>A job of this agent.</summary>
    Agent,

    /// <summary>Another cause: another program or person, a crash, or a power loss.</summary>
    Other,
}

/// <summary>Determines the cause of a boot. Pure.</summary>
internal static class RebootCauses
{
    /// <summary>
    /// The largest difference between the agent's clock and logind's timer for the same moment. Origin: both are within milliseconds.
    /// </summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    /// <param name="previous">The newest boot in the ledger; null when there is none.</param>
    /// <param name="job">The job that should have rebooted the host in the previous boot; null for none.</param>
    /// <param name="reason">Why that job should reboot it; null when no reason was given.</param>
    /// <param name="down">What was seen when the previous boot ended; null for nothing.</param>
    public static RebootRecord Judge(
        RebootRecord? previous, Job? job, string? reason, GoingDown? down, string bootId, string kernel, DateTimeOffset? bootedAt,
        DateTimeOffset now)
    {
        var seen = down is not null && down.BootId == previous?.BootId ? down : null;

        // A reboot before the job's time has another cause.
        var ours = (seen?.At ?? bootedAt) + Slack < job?.RebootAt ? null : job;
        return new RebootRecord
        {
            BootId = bootId,
            SeenAt = now,
            BootedAt = bootedAt,
            KernelBefore = job?.Reboot?.KernelBefore ?? previous?.Kernel,
            Kernel = kernel,
            Cause = ours is not null ? RebootCause.Agent : previous is null && job is null ? RebootCause.Unknown : RebootCause.Other,
            JobId = ours?.Id,
            RequestedBy = ours?.RequestedBy,
            Reason = ours is null ? seen?.Wall : reason,
            WentDownAt = seen?.At,
        };
    }

    /// <summary>The wire names, also used in the ledger.</summary>
    public static string WireName(RebootCause cause) => cause switch
    {
        RebootCause.Agent => "agent",
        RebootCause.Other => "other",
        _ => "unknown",
    };

    public static RebootCause Of(string? wireName) => wireName switch
    {
        "agent" => RebootCause.Agent,
        "other" => RebootCause.Other,
        _ => RebootCause.Unknown,
    };
}
