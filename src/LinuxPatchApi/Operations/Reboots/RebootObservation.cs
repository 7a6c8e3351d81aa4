using LinuxPatchApi.Host;
using LinuxPatchApi.Host.Reboots;
using LinuxPatchApi.HostServices.Login1;

namespace LinuxPatchApi.Operations.Reboots;

/// <summary>What becomes of a reservation after a look at it.</summary>
internal enum RebootNext
{
    /// <summary>All is as it should be; the next look or the deadline follows.</summary>
    Wait,

    /// <summary>One look does not tell: another follows soon.</summary>
    LookAgain,

    /// <summary>There will be no reboot of ours; the job ends.</summary>
    End,

    /// <summary>The schedule is ours and must not stand: it is taken back, then the job ends.</summary>
    Withdraw,
}

/// <summary>What is seen of a reservation in this boot, and what follows. Pure.</summary>
/// <param name="Scheduled">What logind has; null for nothing.</param>
/// <param name="GoesDown">The host is going down already.</param>
/// <param name="Blocking">Block inhibitors of others.</param>
/// <param name="At">When ours was to be.</param>
/// <param name="Force">It goes over inhibitors.</param>
/// <param name="WasScheduled">logind is known to have had ours.</param>
/// <param name="Cancelling">Its cancellation had begun.</param>
/// <param name="WasGone">The look before found it gone too.</param>
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
    /// <returns>The reason is null for a wait, and for a cancellation that is carried on.</returns>
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

        var (problem, isOurs) = RebootGuard.LookAgain(Scheduled, At, Blocking, Force);
        if (isOurs)
        {
            // A lock that is held long before the time may be gone by then.
            return problem is not null && At - Now <= RebootLimits.LastLook ? (RebootNext.Withdraw, problem) : (RebootNext.Wait, null);
        }

        if (Scheduled is not null)
        {
            return (RebootNext.End, problem);
        }

        // logind forgets the schedule in the moment in which it begins to act on it.
        return Now >= At && !WasGone ? (RebootNext.LookAgain, null)
            : WasScheduled ? (RebootNext.End, problem)
            : (RebootNext.End, "nothing is scheduled: the agent ended before logind had the reboot, or somebody cancelled it");
    }
}
