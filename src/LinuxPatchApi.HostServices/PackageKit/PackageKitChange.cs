namespace LinuxPatchApi.HostServices.PackageKit;


/// <summary>A change that the daemon or its connection reported.</summary>
public enum PackageKitChange
{
    /// <summary>The set of installed packages changed, by PackageKit or another tool.</summary>
    InstalledChanged,

    /// <summary>The list of updates must be read again.</summary>
    UpdatesChanged,

    /// <summary>Package sources changed.</summary>
    RepoListChanged,

    /// <summary>The daemon requests a scheduled restart of the system.</summary>
    RestartSchedule,

    /// <summary>The daemon appeared on the bus (it is started on demand). Everything known about it may be stale.</summary>
    DaemonAppeared,

    /// <summary>The daemon left the bus, usually by its idle exit. Its running transactions are lost.</summary>
    DaemonVanished,

    /// <summary>The bus connection was re-established; changes may have been missed.</summary>
    Reconnected,
}
