using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Errors;

namespace LinuxPatchApi.DBus.Tests.Connection;

public sealed class DBusAddressTests
{
    [Fact]
    public void Several_addresses_with_parameters_and_escapes()
    {
        IReadOnlyList<DBusAddress> addresses =
            DBusAddress.Parse("unix:path=/run/a%20b%c3%a9,guid=12;unix:abstract=/x;tcp:host=h,port=1").Value;
        Assert.Equal(["unix", "unix", "tcp"], addresses.Select(address => address.Transport));
        Assert.Equal("/run/a b\u00e9", addresses[0].Parameters["path"]);
        Assert.Equal("/x", addresses[1].Parameters["abstract"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("unix")]
    [InlineData(":path=/a")]
    [InlineData("unix:path")]
    [InlineData("unix:=x")]
    [InlineData("unix:path=/a,path=/b")]
    [InlineData("unix:path=/a%2")]
    [InlineData("unix:path=/a%zz")]
    [InlineData("unix:path=/a b")]
    public void A_broken_address_is_told(string text) =>
        Assert.Equal(DBusFailureReason.InvalidAddress, DBusAddress.Parse(text).Failure?.Reason);

    [Theory]
    [InlineData("tcp:host=localhost,port=1", DBusFailureReason.InvalidAddress)]
    [InlineData("unix:tmpdir=/tmp", DBusFailureReason.InvalidAddress)]
    [InlineData("unix:path=/nonexistent/bus", DBusFailureReason.Unreachable)]
    [InlineData("tcp:host=h;unix:path=/nonexistent/bus", DBusFailureReason.Unreachable)]
    public async Task What_cannot_be_connected_to_is_told(string address, DBusFailureReason reason) =>
        Assert.Equal(reason, (await DBusConnection.ConnectAsync(address, null, TestContext.Current.CancellationToken)).Failure?.Reason);

    [Fact]
    public async Task A_socket_path_that_is_too_long_is_told()
    {
        string address = "unix:path=/" + new string('x', 200);
        Assert.Equal(
            DBusFailureReason.Unreachable,
            (await DBusConnection.ConnectAsync(address, null, TestContext.Current.CancellationToken)).Failure?.Reason);
    }
}
