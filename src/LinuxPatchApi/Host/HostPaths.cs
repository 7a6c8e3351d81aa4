namespace LinuxPatchApi.Host;

/// <summary>The files of the host that are read; injected, so that tests bring their own.</summary>
internal sealed record HostPaths(string Root)
{
    public static readonly HostPaths Host = new("/");

    /// <summary>In this order (os-release(5)).</summary>
    public IReadOnlyList<string> OsRelease => [In("etc/os-release"), In("usr/lib/os-release")];

    public string BootId => In("proc/sys/kernel/random/boot_id");

    public string KernelStat => In("proc/stat");

    public string InitStat => In("proc/1/stat");

    public string KernelRelease => In("proc/sys/kernel/osrelease");

    public string Hostname => In("proc/sys/kernel/hostname");

    public string Uptime => In("proc/uptime");

    /// <summary>Kernel images, <c>vmlinuz-RELEASE</c>.</summary>
    public string Boot => In("boot");

    /// <summary>Empty for the agent under its own unit (ProtectKernelModules).</summary>
    public string Modules => In("lib/modules");

    /// <summary>Written by systemd in containers: the manager's word for the container.</summary>
    public string Container => In("run/systemd/container");

    /// <summary>Docker's mark.</summary>
    public string DockerMark => In(".dockerenv");

    /// <summary>Present on every host that systemd runs (sd_booted(3)).</summary>
    public string SystemdMark => In("run/systemd/system");

    /// <summary>Present on every host that OpenRC runs.</summary>
    public string OpenRcMark => In("run/openrc");

    public string In(string path) => Path.Combine(Root, path);
}
