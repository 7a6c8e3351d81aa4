using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.HostServices.Bus;

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
        HostFailure failure = FailureMapping.ToHostFailure(new DBusFailure(DBusFailureReason.ErrorReply, "words", name));
        Assert.Equal(new HostFailure(reason, "words", name), failure);
    }

    [Fact]
    public void A_service_that_dbus_broker_could_not_start_is_not_absent()
    {
        var failure = new DBusFailure(
            DBusFailureReason.ErrorReply,
            "Could not activate remote peer: activation request failed: unit is masked.",
            DBusErrorNames.NameHasNoOwner);
        Assert.Equal(HostFailureReason.ActivationFailed, FailureMapping.ToHostFailure(failure).Reason);
    }

    [Theory]
    [InlineData(DBusFailureReason.Disconnected, HostFailureReason.Disconnected)]
    [InlineData(DBusFailureReason.Unreachable, HostFailureReason.BusUnavailable)]
    [InlineData(DBusFailureReason.InvalidMessage, HostFailureReason.InvalidArgument)]
    [InlineData(DBusFailureReason.MalformedReply, HostFailureReason.ProtocolError)]
    [InlineData(DBusFailureReason.MalformedMessage, HostFailureReason.Disconnected)]
    public void Failures_of_the_connection(DBusFailureReason from, HostFailureReason to) =>
        Assert.Equal(to, FailureMapping.ToHostFailure(new DBusFailure(from, "words")).Reason);
}
