namespace LinuxPatchApi.HostServices.Bus.Messages;

/// <summary>Names of the bus itself.</summary>
internal static class BusNames
{
    public const string Bus = "org.freedesktop.DBus";
    public const string BusPath = "/org/freedesktop/DBus";
    public const string NameOwnerChanged = "NameOwnerChanged";
    public const string PropertiesInterface = "org.freedesktop.DBus.Properties";
    public const string PropertiesChanged = "PropertiesChanged";
}
