namespace LinuxPatchApi.HostServices.PackageKit.Transactions;


/// <summary>Names of PackageKit on the bus.</summary>
internal static class PackageKitNames
{
    public const string Service = "org.freedesktop.PackageKit";
    public const string MainPath = "/org/freedesktop/PackageKit";
    public const string MainInterface = "org.freedesktop.PackageKit";
    public const string TransactionInterface = "org.freedesktop.PackageKit.Transaction";
}
