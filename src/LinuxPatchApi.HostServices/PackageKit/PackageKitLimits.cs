namespace LinuxPatchApi.HostServices.PackageKit;

/// <summary>Every limit on calls to PackageKit, with its origin.</summary>
public static class PackageKitLimits
{
    /// <summary>Longest accepted package id in characters: PackageKit refuses strings of 1024 bytes and more (pk_strvalidate).</summary>
    public const int MaxPackageIdLength = 1023;

    /// <summary>Most package names in one Resolve (PK_TRANSACTION_MAX_ITEMS_TO_RESOLVE).</summary>
    public const int MaxItemsToResolve = 10_000;

    /// <summary>
    /// Deadline of a call that may start the daemon. Measured: activation including the build of apt's cache takes 1.2 s on a quiet host,
    /// and with dnf's repositories more than 5 s on a busy one; without polkit the bus itself gives up only after 25 s. Our choice lies
    /// between.
    /// </summary>
    public static readonly TimeSpan ActivationDeadline = TimeSpan.FromSeconds(15);

    /// <summary>Deadline of a call to a running daemon. Our choice: its main loop answers in milliseconds.</summary>
    public static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time for a daemon that is leaving to go from the bus. Origin: it exits five seconds after its last transaction; twice that.
    /// </summary>
    public static readonly TimeSpan LeaveDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Interval at which a leaving daemon is looked for on the bus. Our choice.</summary>
    public static readonly TimeSpan LeavePollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Attempts to start a transaction, each on another daemon. Our choice: a second one that leaves at once means that somebody stops it.
    /// </summary>
    public const int MaxStarts = 3;

    /// <summary>
    /// Deadline for the reply to the method that starts a job, which follows polkit's decision. Without a reply the transaction is still
    /// followed. Our choice.
    /// </summary>
    public static readonly TimeSpan JobMethodDeadline = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Pause before a query that lost packagekitd is repeated. Origin: somebody may have stopped its unit, and systemd cancels the stop
    /// when the bus starts the unit before it has seen the process end, which takes milliseconds.
    /// </summary>
    public static readonly TimeSpan RepeatPause = TimeSpan.FromSeconds(2);
}
