using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Host.Reboots;

/// <summary>Who a reboot was of.</summary>
internal enum RebootCause
{
    /// <summary>The first boot that the agent ever saw: it may have been installed long after.</summary>
    Unknown,

    /// <summary>A job of this agent.</summary>
    Agent,

    /// <summary>Not this agent: somebody else, a crash, a loss of power.</summary>
    Other,
}

/// <summary>Judges a boot. Pure.</summary>
internal static class RebootCauses
{
    /// <summary>Between what the agent's clock and logind's timer call the same moment. Origin: both are within milliseconds.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    /// <param name="former">The newest boot in the ledger; null when there is none.</param>
    /// <param name="job">The job that was to reboot the host in the former boot; null for none.</param>
    /// <param name="reason">Why that job was to reboot it; null when nobody said.</param>
    /// <param name="down">What was seen when the former boot ended; null for nothing.</param>
    public static RebootRecord Judge(
        RebootRecord? former, Job? job, string? reason, GoingDown? down, string bootId, string kernel, DateTimeOffset? bootedAt, DateTimeOffset now)
    {
        var seen = down is not null && down.BootId == former?.BootId ? down : null;

        // A reboot before the job's time was somebody else's.
        var ours = (seen?.At ?? bootedAt) + Slack < job?.RebootAt ? null : job;
        return new RebootRecord
        {
            BootId = bootId,
            SeenAt = now,
            BootedAt = bootedAt,
            KernelBefore = job?.Reboot?.KernelBefore ?? former?.Kernel,
            Kernel = kernel,
            Cause = ours is not null ? RebootCause.Agent : former is null && job is null ? RebootCause.Unknown : RebootCause.Other,
            JobId = ours?.Id,
            RequestedBy = ours?.RequestedBy,
            Reason = ours is null ? seen?.Wall : reason,
            WentDownAt = seen?.At,
        };
    }

    /// <summary>The words of the wire and the ledger.</summary>
    public static string Word(RebootCause cause) => cause switch
    {
        RebootCause.Agent => "agent",
        RebootCause.Other => "other",
        _ => "unknown",
    };

    public static RebootCause Of(string? word) => word switch
    {
        "agent" => RebootCause.Agent,
        "other" => RebootCause.Other,
        _ => RebootCause.Unknown,
    };
}
