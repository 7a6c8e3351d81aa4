using LinuxPatchApi.DBus.Errors;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>Failures of the connection and error names of services to reasons.</summary>
internal static class FailureMapping
{
    private const string TransactionPrefix = "org.freedesktop.PackageKit.Transaction.";
    private const string SystemdPrefix = "org.freedesktop.systemd1.";

    /// <summary>dbus-broker tells a service that it could not start by the error for a name without owner and this text.</summary>
    private const string BrokerActivationText = "Could not activate remote peer";

    public static HostFailure ToHostFailure(DBusFailure failure) => new(ReasonOf(failure), failure.Detail, failure.ErrorName);

    private static HostFailureReason ReasonOf(DBusFailure failure) => failure.Reason switch
    {
        DBusFailureReason.ErrorReply when failure.Detail.StartsWith(BrokerActivationText, StringComparison.Ordinal)
            => HostFailureReason.ActivationFailed,
        DBusFailureReason.ErrorReply => ReasonOfError(failure.ErrorName ?? ""),
        DBusFailureReason.InvalidAddress or DBusFailureReason.Unreachable or DBusFailureReason.AuthenticationRejected
            => HostFailureReason.BusUnavailable,
        DBusFailureReason.InvalidMessage => HostFailureReason.InvalidArgument,
        DBusFailureReason.MalformedReply => HostFailureReason.ProtocolError,
        DBusFailureReason.TimedOut => HostFailureReason.TimedOut,
        _ => HostFailureReason.Disconnected,
    };

    private static HostFailureReason ReasonOfError(string name) => name switch
    {
        DBusErrorNames.ServiceUnknown or DBusErrorNames.NameHasNoOwner => HostFailureReason.ServiceAbsent,
        DBusErrorNames.NoReply or DBusErrorNames.Timeout or DBusErrorNames.TimedOut => HostFailureReason.TimedOut,
        DBusErrorNames.AccessDenied or DBusErrorNames.AuthFailed or DBusErrorNames.InteractiveAuthorizationRequired
            => HostFailureReason.AccessDenied,
        DBusErrorNames.UnknownObject or DBusErrorNames.FileNotFound => HostFailureReason.NotFound,
        DBusErrorNames.InvalidArgs or DBusErrorNames.InvalidSignature => HostFailureReason.InvalidArgument,
        DBusErrorNames.UnknownMethod or DBusErrorNames.UnknownInterface or DBusErrorNames.UnknownProperty
            => HostFailureReason.ProtocolError,
        _ when name.StartsWith(DBusErrorNames.SpawnPrefix, StringComparison.Ordinal) => HostFailureReason.ActivationFailed,
        _ when name.StartsWith(TransactionPrefix, StringComparison.Ordinal) => ReasonOfPackageKit(name[TransactionPrefix.Length..]),
        _ when name.StartsWith(SystemdPrefix, StringComparison.Ordinal) => ReasonOfSystemd(name[SystemdPrefix.Length..]),
        _ => HostFailureReason.Refused,
    };

    private static HostFailureReason ReasonOfPackageKit(string name) => name switch
    {
        "Denied" or "RefusedByPolicy" => HostFailureReason.AccessDenied,
        "NoSuchTransaction" or "NoSuchFile" or "NoSuchDirectory" => HostFailureReason.NotFound,
        "PackageIdInvalid" or "SearchInvalid" or "PathInvalid" or "FilterInvalid" or "InputInvalid" or "PackInvalid" or "InvalidProvide"
            or "MimeTypeNotSupported" or "NumberOfPackagesInvalid" or "NotSupported" => HostFailureReason.InvalidArgument,
        _ => HostFailureReason.Refused,
    };

    private static HostFailureReason ReasonOfSystemd(string name) => name switch
    {
        "NoSuchUnit" or "NoSuchJob" => HostFailureReason.NotFound,
        "LoadFailed" or "BadUnitSetting" => HostFailureReason.InvalidArgument,
        _ => HostFailureReason.Refused,
    };
}
