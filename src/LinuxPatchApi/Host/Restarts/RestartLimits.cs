namespace LinuxPatchApi.Host.Restarts;

/// <summary>Limits of scans for replaced code and of service restarts, with their origin.</summary>
internal static class RestartLimits
{
    /// <summary>
    /// How long the scan's unit may take. Origin: the manager allows 30 s for a call (contract section 10); a scan of 300 processes takes
    /// 0.1 s, its start another 0.1 s.
    /// </summary>
    public static readonly TimeSpan ScanDeadline = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Maximum age of a scan that is reused. Origin: a scan costs about as much as 100 requests; a person who checks again after a restart
    /// waits no longer than this.
    /// </summary>
    public static readonly TimeSpan ScanAge = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Age of a scan at which a request for metrics starts another. Origin: Prometheus comes once a minute, and alerts on restarts wait for
    /// hours; a scan reads every process of the host.
    /// </summary>
    public static readonly TimeSpan MetricsAge = TimeSpan.FromHours(1);

    /// <summary>Bytes of a scan's file. Origin: 1 000 processes with 30 replaced files each take 4 MB.</summary>
    public const int ScanBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Bytes of one process's list of mappings. Origin: vm.max_map_count is 65 530 by default; at 120 bytes each that is 8 MB.
    /// </summary>
    public const int MapsBytes = 16 * 1024 * 1024;

    /// <summary>Files listed for one unit; the total is reported as well. Origin: a full upgrade leaves about 100 libraries.</summary>
    public const int FilesPerGroup = 200;

    /// <summary>Processes listed for one unit; the total is reported as well. Origin: worker pools of web servers.</summary>
    public const int ProcessesPerGroup = 50;

    /// <summary>
    /// How long a service must stay up after its restart to count as back. Origin: a service that cannot read its configuration or load a
    /// library exits within a second; systemd's own first restart follows after 0.1 s.
    /// </summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <summary>Interval of polls of a unit in transition. Origin: a poll is one call on the bus.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a unit may be in transition after its job has ended or is unknown. Origin: as long as the job itself: both of systemd's
    /// default timeouts of 90 s, and some seconds.
    /// </summary>
    public static readonly TimeSpan Transition = TimeSpan.FromSeconds(190);

    /// <summary>
    /// How long a requested restart waits for a bus or a systemd that does not answer. Origin: as the recovery of package jobs (<see
    /// cref="Packages.PackageLimits.RecoveryDeadline"/>); systemd gives a service 90 s to start.
    /// </summary>
    public static readonly TimeSpan Silence = Packages.PackageLimits.RecoveryDeadline;

    /// <summary>Interval of polls during that wait. Origin: as there.</summary>
    public static readonly TimeSpan SilentPoll = Packages.PackageLimits.RecoveryPollInterval;
}
