using LinuxPatchApi.Init;

namespace LinuxPatchApi.Packages;

/// <summary>Remedies for known problems of the layers below; answers, jobs and <c>doctor</c> use the same text.</summary>
internal static class Remedies
{
    public static string Offline =>
        "PackageKit believes the host to be offline, because there is no default route; it then refuses even local repositories. " +
        $"Add a default route, or {InitCommands.Here.SetForPackageKit("GIO_USE_NETWORK_MONITOR=base")}";

    public const string PackageKitAbsent = "PackageKit is not installed: install the package packagekit";

    public static string ActivationFailed =>
        $"PackageKit could not be started by the bus. It needs polkitd: check '{InitCommands.Here.Status("polkit", "packagekit")}'";

    public static string UnitNotStarted =>
        $"PackageKit could not be started by systemd: check '{InitCommands.Here.Status("packagekit", "polkit")}', and unmask what is " +
        $"masked with '{InitCommands.Here.Unmask("packagekit", "polkit")}'";

    public static string BusAbsent => $"the system bus does not answer: check '{InitCommands.Here.Status("dbus")}'";

    /// <summary>No previous version is installed, so PackageKit installs the package as a new one.</summary>
    public const string InterruptedFirst = "install it again by name (POST /api/v1/packages)";

    /// <summary>
    /// PackageKit's apt (1.2.6) does not reinstall a version that the database already names: it reports success and does nothing.
    /// </summary>
    public const string InterruptedUnpacking =
        "install another version of it by name (POST /api/v1/packages), or remove it by name (DELETE /api/v1/packages/{name}) " +
        "and install it again";

    public const string ForcedRepair = "request a repair (POST /api/v1/system/repair) with force and acknowledge_package_removal_risk";

    public const string InterruptedRemoval = "remove it by name (DELETE /api/v1/packages/{name})";
}
