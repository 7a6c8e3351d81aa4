using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/system/info</c>.</summary>
/// <param name="Os">Starts with the name of the distribution.</param>
/// <param name="PackageManager">apt, dnf, zypp, pacman, apk or unknown.</param>
/// <param name="Container">lxc, docker, systemd-nspawn, …; null outside a container.</param>
/// <param name="UptimeSeconds">Uptime of the host, not of the agent.</param>
/// <param name="PackageDbClean">False while a package is partially installed, a change was interrupted, or the database is
/// unreadable.</param>
internal sealed record SystemInfo(
    string Hostname,
    string Os,
    string OsVersion,
    string Kernel,
    string Architecture,
    WireTime? LastUpdateCheck,
    WireTime? LastUpdateApply,
    bool PendingReboot,
    IReadOnlyList<string> PendingRebootReasons,
    string PackageManager,
    string Backend,
    string InitSystem,
    string? Container,
    long UptimeSeconds,
    string ApiVersion,
    bool PackageDbClean);
