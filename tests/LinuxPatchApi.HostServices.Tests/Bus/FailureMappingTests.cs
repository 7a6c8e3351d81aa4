using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.Bus.Transport;
using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Tests.Bus;

public sealed class FailureMappingTests
{
    [Theory]
    [InlineData("org.freedesktop.DBus.Error.ServiceUnknown", HostFailureReason.ServiceAbsent)]
    [InlineData("org.freedesktop.DBus.Error.NameHasNoOwner", HostFailureReason.ServiceAbsent)]
    [InlineData("org.freedesktop.DBus.Error.Spawn.ChildExited", HostFailureReason.ActivationFailed)]
    [InlineData("org.freedesktop.DBus.Error.TimedOut", HostFailureReason.TimedOut)]
    [InlineData("org.freedesktop.DBus.Error.AccessDenied", HostFailureReason.AccessDenied)]
    [InlineData("org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", HostFailureReason.AccessDenied)]
    [InlineData("org.freedesktop.DBus.Error.UnknownObject", HostFailureReason.NotFound)]
    [InlineData("org.freedesktop.DBus.Error.InvalidArgs", HostFailureReason.InvalidArgument)]
    [InlineData("org.freedesktop.PackageKit.Transaction.RefusedByPolicy", HostFailureReason.AccessDenied)]
    [InlineData("org.freedesktop.PackageKit.Transaction.NoSuchTransaction", HostFailureReason.NotFound)]
    [InlineData("org.freedesktop.PackageKit.Transaction.PackageIdInvalid", HostFailureReason.InvalidArgument)]
    [InlineData("org.freedesktop.PackageKit.Transaction.CannotCancel", HostFailureReason.Refused)]
    [InlineData("org.freedesktop.systemd1.NoSuchUnit", HostFailureReason.NotFound)]
    [InlineData("org.freedesktop.systemd1.UnitMasked", HostFailureReason.Refused)]
    [InlineData("org.freedesktop.login1.BlockedByInhibitorLock", HostFailureReason.Refused)]
    [InlineData("com.example.Novelty", HostFailureReason.Refused)]
    public void Error_names(string name, HostFailureReason reason)
    {
        HostFailure? failure = FailureMapping.ToHostFailure(new DBusErrorReplyException(name, "words"));
        Assert.Equal(new HostFailure(reason, "words", name), failure);
    }

    [Fact]
    public void A_service_that_dbus_broker_could_not_start_is_not_absent()
    {
        var exception = new DBusErrorReplyException(
            BusErrorNames.NameHasNoOwner, "Could not activate remote peer: activation request failed: unit is masked.");
        Assert.Equal(HostFailureReason.ActivationFailed, FailureMapping.ToHostFailure(exception)?.Reason);
    }

    public static TheoryData<Exception, HostFailureReason> Exceptions => new()
    {
        { new DBusConnectionClosedException("words", new IOException("words")), HostFailureReason.Disconnected },
        { new ObjectDisposedException("connection"), HostFailureReason.Disconnected },
        { new DBusConnectFailedException("words"), HostFailureReason.BusUnavailable },
        { new DBusReadException("words"), HostFailureReason.ProtocolError },
        { new DBusUnexpectedValueException("words"), HostFailureReason.ProtocolError },
        { new BusProtocolException("words"), HostFailureReason.ProtocolError },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Exceptions_of_the_library(Exception exception, HostFailureReason reason) =>
        Assert.Equal(reason, FailureMapping.ToHostFailure(exception)?.Reason);

    [Fact]
    public void A_bug_is_no_failure() => Assert.Null(FailureMapping.ToHostFailure(new InvalidOperationException("a bug")));
}
