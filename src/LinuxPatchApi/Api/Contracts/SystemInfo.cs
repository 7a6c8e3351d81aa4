namespace LinuxPatchApi.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/system/info</c>.</summary>
/// <param name="Os">Begins with the distribution's name.</param>
/// <param name="PackageManager">apt, dnf, zypp, pacman, apk or unknown.</param>
/// <param name="Container">lxc, docker, systemd-nspawn, …; null on a host of its own.</param>
/// <param name="PackageDbClean">False while a package is installed in part, a change was interrupted, or the database cannot be read.</param>
internal sealed record SystemInfo(
    string Hostname,
    string Os,
    string OsVersion,
    string Kernel,
    string Architecture,
    DateTime? LastUpdateCheck,
    DateTime? LastUpdateApply,
    bool PendingReboot,
    IReadOnlyList<string> PendingRebootReasons,
    string PackageManager,
    string Backend,
    string InitSystem,
    string? Container,
    long UptimeSeconds,
    string ApiVersion,
    bool PackageDbClean);
