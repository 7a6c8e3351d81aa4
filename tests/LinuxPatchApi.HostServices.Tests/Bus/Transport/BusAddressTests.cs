using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Transport;

namespace LinuxPatchApi.HostServices.Tests.Bus.Transport;

public sealed class BusAddressTests
{
    [Fact]
    public void Several_addresses_with_parameters_and_escapes()
    {
        IReadOnlyList<BusAddress> addresses =
            BusAddress.Parse("unix:path=/run/a%20b%c3%a9,guid=12;unix:abstract=/x;tcp:host=h,port=1").Value;
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
        Assert.Equal(HostFailureReason.BusUnavailable, BusAddress.Parse(text).Failure?.Reason);

    [Theory]
    [InlineData("tcp:host=localhost,port=1", "Only unix:path=")]
    [InlineData("unix:tmpdir=/tmp", "Only unix:path=")]
    [InlineData("unix:path=/nonexistent/bus", "Cannot connect to /nonexistent/bus")]
    [InlineData("unix:abstract=/nonexistent/bus", "Cannot connect to @/nonexistent/bus")]
    [InlineData("tcp:host=h;unix:path=/nonexistent/bus", "Cannot connect to /nonexistent/bus")]
    public async Task What_cannot_be_connected_to_is_told(string address, string detail)
    {
        HostFailure? failure =
            (await BusConnection.ConnectAsync(address, TimeProvider.System, TestContext.Current.CancellationToken)).Failure;
        Assert.Equal(HostFailureReason.BusUnavailable, failure?.Reason);
        Assert.StartsWith(detail, failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_path_that_is_too_long_is_told()
    {
        var address = "unix:path=/" + new string('x', 200);
        HostFailure? failure =
            (await BusConnection.ConnectAsync(address, TimeProvider.System, TestContext.Current.CancellationToken)).Failure;
        Assert.Equal(HostFailureReason.BusUnavailable, failure?.Reason);
    }
}
