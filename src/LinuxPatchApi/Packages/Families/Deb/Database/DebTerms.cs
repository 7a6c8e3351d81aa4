using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Database;

/// <summary>The terms of dpkg and apt.</summary>
internal static class DebTerms
{
    public static readonly PackageTerms Instance = new()
    {
        Manager = "dpkg",
        NeutralArchitecture = "all",
        WireName = "apt",
        RefreshCommand = "apt-get update",
        Refresh = new DebRefreshTexts(),
        CheckCommand = "apt-get check",
        AcceptRepositoryCommand = "apt-get update --allow-releaseinfo-change",
        OldKernels = "apt-get autoremove",
        MarkAutomatic = "apt-mark auto",
        PolkitPackage = "polkitd",
        Lock = "dpkg's lock",
        FileCache = "apt's cache",
        LiftHold = "run 'apt-mark unhold {name}' on the host, or force it once: PUT /api/v1/packages/{name} with options.force",
        KeyEnd = "its index is refused",
        CurrentKey = "install the repository's current signing key, before it is refused; 'apt-get update' on the host tells the same",
        Finish = "let the package manager finish (POST /api/v1/system/repair, or 'dpkg --configure -a' on the host), "
            + "or remove the packages named",

        FinishOnHost = "the package manager's repair does not cure it: run 'dpkg --configure -a' on the host, "
            + "which prints the script that fails and why, "
            + "or remove the packages named (DELETE /api/v1/packages/{name})",

        // dpkg does not remove such a package either.
        InstallAgain = "install another version of it by name (POST /api/v1/packages); where no repository has another, "
            + "run 'apt-get install --reinstall NAME' on the host",
        Interrupted = "dpkg was interrupted",
        Journal = entries => $"dpkg was interrupted: its journal holds {entries} change(s) that its status file does not have, "
            + "and PackageKit changes nothing until they are put away",

        // PackageKit refuses every change, and its repair does nothing, while only dpkg's journal has unfinished changes.
        FinishJournal = "run 'dpkg --configure -a' on the host",

        // Where the status file has unfinished packages too, the repair runs dpkg, which merges the journal.
        FinishBoth = "let the package manager finish (POST /api/v1/system/repair); where dpkg's journal is left after that, "
            + "run 'dpkg --configure -a' on the host",
        RestoreDatabase = "dpkg refuses it as well ('dpkg --audit' says where); restore /var/lib/dpkg/status from "
            + "/var/lib/dpkg/status-old or /var/backups, and move what is damaged in /var/lib/dpkg/updates aside",
    };
}
