using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>What follows from a check of a reservation.</summary>
internal enum RebootNext
{
    /// <summary>Everything is as expected; the next check or the deadline follows.</summary>
    Wait,

    /// <summary>One check is not conclusive: another follows soon.</summary>
    CheckAgain,

    /// <summary>The reboot will not happen; the job ends.</summary>
    End,

    /// <summary>The schedule is this agent's and must not stay: it is cancelled, then the job ends.</summary>
    Withdraw,
}

/// <summary>The observed state of a reservation in this boot, and what follows from it. Pure.</summary>
/// <param name="Scheduled">What logind has scheduled; null for nothing.</param>
/// <param name="GoesDown">True when the host is already going down.</param>
/// <param name="Blocking">Block inhibitors of other programs.</param>
/// <param name="At">The reserved time.</param>
/// <param name="Force">True when it overrides inhibitors.</param>
/// <param name="WasScheduled">True when logind is known to have accepted this agent's schedule.</param>
/// <param name="Cancelling">True when its cancellation had begun.</param>
/// <param name="WasGone">True when the previous check found no schedule either.</param>
internal sealed record RebootObservation(
    ScheduledShutdown? Scheduled,
    bool GoesDown,
    IReadOnlyList<Inhibitor> Blocking,
    DateTimeOffset At,
    DateTimeOffset Now,
    bool Force,
    bool WasScheduled,
    bool Cancelling,
    bool WasGone)
{
    /// <summary>Why the client has lost the right to the reboot; null while it has it.</summary>
    public string? RightLost { get; init; }

    /// <returns>The reason is null for a wait, and for a cancellation that is completed.</returns>
    public (RebootNext Next, string? Problem) Judge()
    {
        if (GoesDown)
        {
            return (RebootNext.Wait, null);
        }

        if (Cancelling)
        {
            return (RebootGuard.IsOurs(Scheduled, At) ? RebootNext.Withdraw : RebootNext.End, null);
        }

        var (problem, isOurs) = RebootGuard.Recheck(Scheduled, At, Blocking, Force);
        if (isOurs)
        {
            // An inhibitor that is held long before the time may be released by then, and a role may be given back.
            problem = RightLost ?? problem;
            return problem is not null && At - Now <= RebootLimits.LastCheck ? (RebootNext.Withdraw, problem) : (RebootNext.Wait, null);
        }

        if (Scheduled is not null)
        {
            return (RebootNext.End, problem);
        }

        // logind clears the schedule at the moment it begins to act on it.
        return Now >= At && !WasGone ? (RebootNext.CheckAgain, null)
            : WasScheduled ? (RebootNext.End, problem)
            : (RebootNext.End, "nothing is scheduled: the agent ended before logind had the reboot, or somebody cancelled it");
    }
}
