namespace LinuxPatchApi.HostServices.Systemd;

/// <summary>Names of the systemd manager on the bus.</summary>
internal static class SystemdNames
{
    public const string Service = "org.freedesktop.systemd1";
    public const string ManagerPath = "/org/freedesktop/systemd1";
    public const string ManagerInterface = "org.freedesktop.systemd1.Manager";
    public const string UnitInterface = "org.freedesktop.systemd1.Unit";
    public const string ServiceInterface = "org.freedesktop.systemd1.Service";
}
