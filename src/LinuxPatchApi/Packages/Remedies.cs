namespace LinuxPatchApi.Packages;

/// <summary>What to do about the known ailments of the layers below; the same words in answers, jobs and <c>doctor</c>.</summary>
internal static class Remedies
{
    public const string Offline =
        "PackageKit believes the host to be offline, because there is no default route; it then refuses even local repositories. " +
        "Add a default route, or a drop-in /etc/systemd/system/packagekit.service.d/online.conf with " +
        "[Service] Environment=GIO_USE_NETWORK_MONITOR=base, ExecStart= and ExecStart=/usr/libexec/packagekitd --keep-environment";

    public const string PackageKitAbsent = "PackageKit is not installed: install the package packagekit";

    public const string ActivationFailed =
        "PackageKit could not be started by the bus. It needs polkitd: check 'systemctl status polkit packagekit'";

    public const string UnitNotStarted =
        "PackageKit could not be started by systemd: check 'systemctl status packagekit polkit', and unmask what is masked with 'systemctl unmask packagekit polkit'";

    public const string BusAbsent = "the system bus does not answer: check 'systemctl status dbus'";

    public const string InterruptedDpkg = "let the package manager finish (POST /api/v1/system/repair, or 'dpkg --configure -a' on the host), or remove the packages named";

    /// <summary>Nothing of it was there before, so PackageKit installs it as if it were new.</summary>
    public const string InterruptedFirst = "install it again by name (POST /api/v1/packages)";

    /// <summary>PackageKit's apt (1.2.6) installs no version again that the database already names: it tells success and does nothing.</summary>
    public const string InterruptedUnpacking =
        "install another version of it by name (POST /api/v1/packages), or remove it by name (DELETE /api/v1/packages/{name}) and install it again";

    /// <summary>dpkg does not remove such a package either.</summary>
    public const string ReinstallRequired =
        "install another version of it by name (POST /api/v1/packages); where no repository has another, run 'apt-get install --reinstall NAME' on the host";

    public const string InterruptedRemoval = "remove it by name (DELETE /api/v1/packages/{name})";

    /// <summary>PackageKit refuses every change, and its repair does nothing, while only dpkg's journal shows something to be done.</summary>
    public const string UnmergedJournal = "run 'dpkg --configure -a' on the host";

    /// <summary>Where the status file shows something to be done as well, the repair runs dpkg, which puts the journal away.</summary>
    public const string InterruptedWithJournal =
        "let the package manager finish (POST /api/v1/system/repair); where dpkg's journal is left after that, run 'dpkg --configure -a' on the host";

    public const string DamagedDatabase =
        "dpkg refuses it as well ('dpkg --audit' says where); restore /var/lib/dpkg/status from /var/lib/dpkg/status-old or /var/backups, " +
        "and move what is damaged in /var/lib/dpkg/updates aside";
}
