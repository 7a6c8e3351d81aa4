using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.Bus.Transport;
using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>Maps exceptions of the library and error names of services to failure reasons. The only place that does.</summary>
internal static class FailureMapping
{
    private const string TransactionPrefix = "org.freedesktop.PackageKit.Transaction.";
    private const string SystemdPrefix = "org.freedesktop.systemd1.";

    /// <summary>dbus-broker reports a service that failed to start with the error for a name without owner and this text.</summary>
    private const string BrokerActivationText = "Could not activate remote peer";

    /// <summary>Maps an exception of the library; null when it is not an expected one.</summary>
    public static HostFailure? ToHostFailure(Exception exception) => exception switch
    {
        DBusErrorReplyException reply => OfErrorReply(reply.ErrorName, reply.ErrorMessage),
        DBusConnectFailedException => new HostFailure(HostFailureReason.BusUnavailable, CauseOf(exception)),
        DBusConnectionClosedException or ObjectDisposedException or IOException => Disconnected(exception),
        BusProtocolException or DBusReadException or DBusUnexpectedValueException
            => new HostFailure(HostFailureReason.ProtocolError, exception.Message),
        _ => null,
    };

    /// <summary>The connection ended with this exception; null when our side closed it.</summary>
    public static HostFailure Disconnected(Exception? exception) =>
        Disconnected(exception is null ? "it was closed by this side" : CauseOf(exception));

    public static HostFailure Disconnected(string cause) =>
        new(HostFailureReason.Disconnected, $"The connection to the bus was lost: {cause.TrimEnd('.')}.");

    /// <param name="name">Error name of the reply.</param>
    /// <param name="text">Error text of the reply, or the error name when it has none.</param>
    public static HostFailure OfErrorReply(string name, string text)
    {
        var reason = text.StartsWith(BrokerActivationText, StringComparison.Ordinal)
            ? HostFailureReason.ActivationFailed
            : ReasonOfError(name);
        return new HostFailure(reason, text, name);
    }

    private static string CauseOf(Exception exception) => exception.InnerException is { } inner ? CauseOf(inner) : exception.Message;

    private static HostFailureReason ReasonOfError(string name) => name switch
    {
        BusErrorNames.ServiceUnknown or BusErrorNames.NameHasNoOwner => HostFailureReason.ServiceAbsent,
        BusErrorNames.NoReply or BusErrorNames.Timeout or BusErrorNames.TimedOut => HostFailureReason.TimedOut,
        BusErrorNames.AccessDenied or BusErrorNames.AuthFailed or BusErrorNames.InteractiveAuthorizationRequired
            => HostFailureReason.AccessDenied,
        BusErrorNames.UnknownObject or BusErrorNames.FileNotFound => HostFailureReason.NotFound,
        BusErrorNames.InvalidArgs or BusErrorNames.InvalidSignature => HostFailureReason.InvalidArgument,
        BusErrorNames.UnknownMethod or BusErrorNames.UnknownInterface or BusErrorNames.UnknownProperty
            => HostFailureReason.ProtocolError,
        _ when name.StartsWith(BusErrorNames.SpawnPrefix, StringComparison.Ordinal) => HostFailureReason.ActivationFailed,
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
