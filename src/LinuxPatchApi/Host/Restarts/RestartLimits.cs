namespace LinuxPatchApi.Host.Restarts;

/// <summary>Every number of scans for replaced files and of restarts of services, with its origin.</summary>
internal static class RestartLimits
{
    /// <summary>How long the scan's unit may take. Origin: the Manager gives a call 30 s in all (contract section 10); a scan of 300
    /// processes takes 0.1 s, its start 0.1 s.</summary>
    public static readonly TimeSpan ScanDeadline = TimeSpan.FromSeconds(20);

    /// <summary>A scan this young answers the next request too. Origin: a scan costs about as much as 100 requests; a person who has
    /// just restarted something and looks again waits no longer than this.</summary>
    public static readonly TimeSpan ScanAge = TimeSpan.FromSeconds(5);

    /// <summary>Size of a scan's file. Origin: 1 000 processes with 30 replaced files each are 4 MB.</summary>
    public const int ScanBytes = 16 * 1024 * 1024;

    /// <summary>Size of one process's list of mappings. Origin: vm.max_map_count is 65 530 by default, 120 bytes each are 8 MB.</summary>
    public const int MapsBytes = 16 * 1024 * 1024;

    /// <summary>Files told of one unit; the number of all is told too. Origin: an upgrade of everything leaves some 100 libraries.</summary>
    public const int FilesPerGroup = 200;

    /// <summary>Processes told of one unit; the number of all is told too. Origin: worker pools of web servers.</summary>
    public const int ProcessesPerGroup = 50;

    /// <summary>How long a service must stay up after its restart to count as back. Origin: a service that cannot read its configuration
    /// or load a library ends within a second; systemd's own first restart comes after 0.1 s.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <summary>Pause between two looks at a unit that is on its way. Origin: a look is one call on the bus.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a unit may be on its way after its job has ended or is not known any more. Origin: as long as the job itself,
    /// both of systemd's default time-outs of 90 s and some seconds.</summary>
    public static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(190);

    /// <summary>How long a restart that was asked for waits for a bus or a systemd that does not answer. Origin: as the recovery of package jobs
    /// (<see cref="Packages.PackageLimits.RecoveryDeadline"/>): systemd gives a service 90 s to start.</summary>
    public static readonly TimeSpan Silence = Packages.PackageLimits.RecoveryDeadline;

    /// <summary>Pause between two looks meanwhile. Origin: as there.</summary>
    public static readonly TimeSpan SilentLook = Packages.PackageLimits.RecoveryLook;
}
