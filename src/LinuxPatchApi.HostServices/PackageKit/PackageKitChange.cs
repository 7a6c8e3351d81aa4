namespace LinuxPatchApi.HostServices.PackageKit;


/// <summary>What changed at the daemon.</summary>
public enum PackageKitChange
{
    /// <summary>The set of installed packages changed; told for changes by other tools too.</summary>
    InstalledChanged,

    /// <summary>The list of updates is to be read again.</summary>
    UpdatesChanged,

    /// <summary>Package sources changed.</summary>
    RepoListChanged,

    /// <summary>The daemon wants a restart of the system to be scheduled.</summary>
    RestartSchedule,

    /// <summary>The daemon came onto the bus (it is started on demand). Nothing known about it is certain any more.</summary>
    DaemonAppeared,

    /// <summary>The daemon left the bus; usually its idle exit. Transactions that ran are lost.</summary>
    DaemonVanished,

    /// <summary>The connection to the bus was made anew; changes may have been missed.</summary>
    Reconnected,
}
