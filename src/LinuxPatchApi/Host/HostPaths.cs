namespace LinuxPatchApi.Host;

/// <summary>The files that are read from the host; injected, so that tests can provide their own.</summary>
internal sealed record HostPaths(string Root)
{
    public static readonly HostPaths Host = new("/");

    /// <summary>In order of preference (os-release(5)).</summary>
    public IReadOnlyList<string> OsRelease => [In("etc/os-release"), In("usr/lib/os-release")];

    public string BootId => In("proc/sys/kernel/random/boot_id");

    public string KernelStat => In("proc/stat");

    public string InitStat => In("proc/1/stat");

    public string KernelRelease => In("proc/sys/kernel/osrelease");

    public string Hostname => In("proc/sys/kernel/hostname");

    public string Uptime => In("proc/uptime");

    /// <summary>Holds kernel images, <c>vmlinuz-RELEASE</c>.</summary>
    public string Boot => In("boot");

    /// <summary>Appears empty to the agent under its own unit (ProtectKernelModules).</summary>
    public string Modules => In("lib/modules");

    /// <summary>Written by systemd in containers: the name of the container manager.</summary>
    public string Container => In("run/systemd/container");

    /// <summary>
    /// Written by the agent's init script on hosts without systemd, which alone may read the environment of the first process: the name of
    /// the container manager, or nothing.
    /// </summary>
    public string ToldContainer => In("run/linux_patch_api/container");

    /// <summary>Exists on every host booted with systemd (sd_booted(3)).</summary>
    public string SystemdMark => In("run/systemd/system");

    /// <summary>Exists on every host booted with OpenRC.</summary>
    public string OpenRcMark => In("run/openrc");

    /// <summary>Exists while a shutdown is scheduled with logind or elogind.</summary>
    public string Scheduled => In("run/systemd/shutdown/scheduled");

    public string In(string path) => Path.Combine(Root, path);
}
