using LinuxPatchApi.HostServices;
using LinuxPatchApi.Packages;

namespace LinuxPatchApi.Doctor;

/// <summary>Checks of the host, from what was observed. Pure.</summary>
internal static class HostChecks
{
    /// <summary>Origin: an update of 50 packages and its archive fit; below, dpkg may fail in the middle.</summary>
    private const long LowDiskBytes = 512L * 1024 * 1024;

    private const long NoDiskBytes = 64L * 1024 * 1024;

    public static DoctorCheck Bus(bool connected) => connected
        ? DoctorCheck.Ok("bus", "connected")
        : DoctorCheck.Fail("bus", "not connected", "the system bus does not answer", Remedies.BusAbsent);

    public static DoctorCheck Polkit(HostResult<bool> running, HostResult<IReadOnlyList<string>> activatable)
    {
        const string Name = "org.freedesktop.PolicyKit1";
        if (running is { IsSuccess: true, Value: true })
        {
            return DoctorCheck.Ok("polkit", "running");
        }

        return activatable.IsSuccess && activatable.Value.Contains(Name)
            ? DoctorCheck.Ok("polkit", "not running, the bus can start it")
            : DoctorCheck.Fail("polkit", "absent", "PackageKit does not start without polkit", "install the package polkitd (policykit-1 on Debian 11)");
    }

    public static DoctorCheck Init(string init) => init switch
    {
        "systemd" => DoctorCheck.Ok("init", init),
        "openrc" => DoctorCheck.Warn("init", init, "services cannot be seen without systemd; reboot needs elogind", null),
        _ => DoctorCheck.Warn("init", init, "services and reboot need systemd", null),
    };

    /// <param name="path">A directory on the file system.</param>
    /// <param name="free">Null when it cannot be told.</param>
    public static DoctorCheck Disk(string path, long? free) => free switch
    {
        null => DoctorCheck.Warn("disk", path, $"free space of {path} cannot be told", null),
        < NoDiskBytes => DoctorCheck.Fail("disk", $"{path}: {free >> 20} MiB free", "packages cannot be unpacked", $"free space on the file system of {path}"),
        < LowDiskBytes => DoctorCheck.Warn("disk", $"{path}: {free >> 20} MiB free", "a large update may not fit", $"free space on the file system of {path}"),
        _ => DoctorCheck.Ok("disk", $"{path}: {free >> 20} MiB free"),
    };

    /// <param name="now">The host's clock.</param>
    /// <param name="certificateFrom">The server certificate's first moment; null when there is none.</param>
    /// <param name="synchronised">Whether systemd-timesyncd has set the clock since boot.</param>
    /// <param name="container">A container has its host's clock.</param>
    public static DoctorCheck Clock(DateTimeOffset now, DateTimeOffset? certificateFrom, bool synchronised, string? container)
    {
        var seen = $"{now:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        if (certificateFrom > now)
        {
            return DoctorCheck.Fail("clock", seen, "the clock is before the server certificate's first moment", "set the clock, and install a time service");
        }

        return synchronised ? DoctorCheck.Ok("clock", $"{seen}, synchronised")
            : container is not null ? DoctorCheck.Ok("clock", $"{seen}, the clock of the host of this {container} container")
            : DoctorCheck.Warn("clock", seen, "whether the clock is synchronised is unknown", "install systemd-timesyncd or chrony, unless another service keeps the time");
    }
}
