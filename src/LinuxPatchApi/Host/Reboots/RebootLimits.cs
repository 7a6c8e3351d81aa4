namespace LinuxPatchApi.Host.Reboots;

/// <summary>All limits of reboots, with their origins.</summary>
internal static class RebootLimits
{
    /// <summary>The longest delay of a reboot. Origin: contract section 8.</summary>
    public const int MaxDelaySeconds = 86_400;

    /// <summary>
    /// The least delay passed to logind, so that the answer reaches the client first. Origin: the bus is gone 22 ms after Reboot().
    /// </summary>
    public static readonly TimeSpan LeastDelay = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The time before the reboot at which the schedule and the inhibitors are checked once more. Origin: both calls take milliseconds;
    /// an inhibitor acquired later than that is a race that logind has too.
    /// </summary>
    public static readonly TimeSpan LastCheck = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Interval of looks at logind's schedule while a reboot is reserved. Origin: no release of logind sends a signal when the schedule
    /// changes (systemd issue 22244); who types <c>shutdown -c</c> sees the job end while looking, and it costs one small call.
    /// </summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Interval of checks while logind does not answer, and before a missing schedule is believed: the host may be about to go down.
    /// Origin: PrepareForShutdown comes 2 ms after the reboot has begun; logind starts within a second.
    /// </summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The time after the scheduled reboot at which it is checked whether the host goes down. Origin: delay inhibitors may hold logind
    /// for InhibitDelayMaxSec, 5 s by default.
    /// </summary>
    public static readonly TimeSpan CheckAfter = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The longest time between two looks at the wall clock while a reboot is awaited. Origin: a clock is set once after a boot, and a
    /// tenth
    /// of <see cref="Deadline"/> more or less does not matter.
    /// </summary>
    public static readonly TimeSpan ClockCheck = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The largest difference between the requested time and the one that logind reports. Origin: its timer counts microseconds.
    /// </summary>
    public static readonly TimeSpan SameMoment = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long units may take after a boot before the failed ones are reported. Origin: systemd's DefaultTimeoutStartSec is 90 s.
    /// </summary>
    public static readonly TimeSpan BootPatience = TimeSpan.FromMinutes(2);

    /// <summary>Interval of checks whether the boot has finished. Origin: a boot takes seconds.</summary>
    public static readonly TimeSpan BootPollInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Deadline of queries when the agent is stopped. Origin: the bus may be going down as well; stopping must not wait for it.
    /// </summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    /// <summary>Inhibitors named in a text. Origin: a desktop has five at most.</summary>
    public const int InhibitorsNamed = 8;

    /// <summary>Characters of who holds one, and of why. Origin: the reasons of systemd and of GNOME stay below 100.</summary>
    public const int InhibitorLength = 120;

    /// <summary>Boots kept in the ledger. Origin: one a week for four years.</summary>
    public const int Boots = 200;

    /// <summary>Bytes of the ledger that are read. Origin: twice the boots that are kept, with a reason of 512 characters each in six
    /// bytes.</summary>
    public const int LedgerBytes = 2 * 1024 * 1024;

    /// <summary>
    /// Time after the scheduled reboot within which the host must have gone down. Origin: systemd's DefaultTimeoutStopSec is 90 s;
    /// dependent services may each take it.
    /// </summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);
}
