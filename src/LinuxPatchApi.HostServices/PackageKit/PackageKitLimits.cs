namespace LinuxPatchApi.HostServices.PackageKit;

/// <summary>Every number that bounds the conversation with PackageKit, with its origin.</summary>
public static class PackageKitLimits
{
    /// <summary>Longest package id accepted, in characters: PackageKit refuses strings of 1024 bytes and more (pk_strvalidate).</summary>
    public const int MaxPackageIdLength = 1023;

    /// <summary>Most package names in one Resolve (PK_TRANSACTION_MAX_ITEMS_TO_RESOLVE).</summary>
    public const int MaxItemsToResolve = 10_000;

    /// <summary>
    /// How long a call that may start the daemon may take. Measured: activation with building the apt cache takes 1.2 s; without
    /// polkit the bus itself gives up only after 25 s. Our choice between the two.
    /// </summary>
    public static readonly TimeSpan ActivationDeadline = TimeSpan.FromSeconds(5);

    /// <summary>How long a call to a running daemon may take. Our choice: its main loop answers in milliseconds.</summary>
    public static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long to wait for the answer to the method that starts a job. It is sent after polkit decided; when it stays away
    /// the transaction is followed all the same. Our choice.
    /// </summary>
    public static readonly TimeSpan JobMethodDeadline = TimeSpan.FromSeconds(15);
}
