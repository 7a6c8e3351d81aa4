namespace LinuxPatchApi.HostServices.PackageKit.Transactions;

/// <summary>Names of PackageKit on the bus.</summary>
internal static class PackageKitNames
{
    public const string Service = "org.freedesktop.PackageKit";
    public const string MainPath = "/org/freedesktop/PackageKit";
    public const string MainInterface = "org.freedesktop.PackageKit";
    public const string TransactionInterface = "org.freedesktop.PackageKit.Transaction";

    /// <summary>Error of a method that a transaction cannot run in its state.</summary>
    public const string InvalidState = "org.freedesktop.PackageKit.Transaction.InvalidState";

    /// <summary>How the error's text names the state of a transaction that has ended.</summary>
    public const string FinishedState = "already in state finished";
}
