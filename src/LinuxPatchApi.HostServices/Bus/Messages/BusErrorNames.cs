namespace LinuxPatchApi.HostServices.Bus.Messages;

/// <summary>Error names of the bus itself (D-Bus specification and dbus-protocol.h).</summary>
internal static class BusErrorNames
{
    public const string Failed = "org.freedesktop.DBus.Error.Failed";
    public const string ServiceUnknown = "org.freedesktop.DBus.Error.ServiceUnknown";
    public const string NameHasNoOwner = "org.freedesktop.DBus.Error.NameHasNoOwner";
    public const string NoReply = "org.freedesktop.DBus.Error.NoReply";
    public const string Timeout = "org.freedesktop.DBus.Error.Timeout";
    public const string TimedOut = "org.freedesktop.DBus.Error.TimedOut";
    public const string AccessDenied = "org.freedesktop.DBus.Error.AccessDenied";
    public const string AuthFailed = "org.freedesktop.DBus.Error.AuthFailed";
    public const string InteractiveAuthorizationRequired = "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired";
    public const string InvalidArgs = "org.freedesktop.DBus.Error.InvalidArgs";
    public const string InvalidSignature = "org.freedesktop.DBus.Error.InvalidSignature";
    public const string UnknownMethod = "org.freedesktop.DBus.Error.UnknownMethod";
    public const string UnknownObject = "org.freedesktop.DBus.Error.UnknownObject";
    public const string UnknownInterface = "org.freedesktop.DBus.Error.UnknownInterface";
    public const string UnknownProperty = "org.freedesktop.DBus.Error.UnknownProperty";
    public const string NotSupported = "org.freedesktop.DBus.Error.NotSupported";
    public const string FileNotFound = "org.freedesktop.DBus.Error.FileNotFound";
    public const string LimitsExceeded = "org.freedesktop.DBus.Error.LimitsExceeded";

    /// <summary>Prefix of every error that the bus reports when it fails to start a service.</summary>
    public const string SpawnPrefix = "org.freedesktop.DBus.Error.Spawn.";
}
