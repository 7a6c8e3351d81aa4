namespace LinuxPatchApi.Host.Reboots;

/// <summary>Every number of the reboot room, with its origin.</summary>
internal static class RebootLimits
{
    /// <summary>Origin: contract section 8.</summary>
    public const int MaxDelaySeconds = 86_400;

    /// <summary>Least delay handed to logind, so that the answer reaches the client first. Origin: bus gone 22 ms after Reboot().</summary>
    public static readonly TimeSpan LeastDelay = TimeSpan.FromSeconds(1);

    /// <summary>Before the scheduled moment, the schedule and the inhibitors are looked at once more. Origin: both calls take milliseconds;
    /// a lock taken later than that is a race that logind has too.</summary>
    public static readonly TimeSpan LastLook = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks when logind did not answer, and before a schedule that is gone is believed to be gone: the host may be
    /// about to go down. Origin: PrepareForShutdown comes 2 ms after the reboot has begun; logind starts within a second.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    /// <summary>After the scheduled moment, the look whether the host goes down. Origin: logind lets delay inhibitors hold it for
    /// InhibitDelayMaxSec, 5 s by default.</summary>
    public static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(15);

    /// <summary>Between the moment that logind was asked for and the one that it tells. Origin: its timer counts microseconds.</summary>
    public static readonly TimeSpan SameMoment = TimeSpan.FromSeconds(1);

    /// <summary>After the boot, how long the units may take until those that failed are told. Origin: systemd's DefaultTimeoutStartSec
    /// is 90 s.</summary>
    public static readonly TimeSpan BootPatience = TimeSpan.FromMinutes(2);

    /// <summary>Between two looks at whether the boot has finished. Origin: a boot takes seconds.</summary>
    public static readonly TimeSpan BootPollInterval = TimeSpan.FromSeconds(1);

    /// <summary>For the questions when the agent is stopped. Origin: the bus may be going down as well; stopping is not to wait.</summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    /// <summary>Boots kept in the ledger. Origin: one a week for four years.</summary>
    public const int Boots = 200;

    /// <summary>Bytes of the ledger that are read. Origin: twice the boots that are kept, with a reason of 512 characters each in six
    /// bytes.</summary>
    public const int LedgerBytes = 2 * 1024 * 1024;

    /// <summary>Time after the scheduled moment in which the host must have gone down. Origin: systemd's DefaultTimeoutStopSec is 90 s;
    /// services in a chain may each take it.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);
}
