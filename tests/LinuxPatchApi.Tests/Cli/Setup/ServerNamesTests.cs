using System.Net;
using LinuxPatchApi.Cli.Setup;
using LinuxPatchApi.Host;

namespace LinuxPatchApi.Tests.Cli.Setup;

/// <summary>Every name and address of a host, out of what its files say.</summary>
public sealed class ServerNamesTests
{
    private static readonly HostAddresses Host = new(
        ["web1"],
        [
            IPAddress.Loopback, IPAddress.Parse("192.0.2.5"), IPAddress.Parse("2001:db8::5"), IPAddress.Parse("fe80::1"),
        ]);

    [Fact]
    public void All_names_and_addresses_are_in_it_and_given_ones_come_first()
    {
        var names = ServerNames.Of(
            ["patch.example.net", "198.51.100.7"],
            Host,
            [
                "127.0.0.1 localhost localhost.localdomain", "127.0.1.1\tweb1.example.net web1", "192.0.2.5 www.example.net # ours",
                "192.0.2.9 other",
            ],
            "web1.example.org");

        Assert.Equal(["patch.example.net", "web1", "web1.example.net", "www.example.net", "web1.example.org", "localhost"], names.Dns);
        Assert.Equal(["198.51.100.7", "127.0.0.1", "192.0.2.5", "2001:db8::5", "::1"], names.Addresses.Select(a => a.ToString()));
    }

    [Theory]
    [InlineData("db1.example.org")]
    [InlineData("localhost")]
    public void A_canonical_name_of_another_host_is_left_out(string canonical) =>
        Assert.Equal(["web1", "localhost"], ServerNames.Of([], Host, [], canonical).Dns);

    [Fact]
    public void A_host_name_that_cannot_be_in_a_certificate_is_left_out() =>
        Assert.Equal(["localhost"], ServerNames.Of([], Host with { Names = ["my_host"] }, [], null).Dns);

    [Fact]
    public void What_a_certificate_lacks_is_named_and_a_wildcard_covers_one_label()
    {
        var has = new ServerNames(["*.example.net"], [IPAddress.Parse("192.0.2.5")]);

        Assert.Equal(
            ["a.b.example.net", "example.net", "192.0.2.6"],
            has.Missing(new ServerNames(
                ["Web.example.net", "a.b.example.net", "example.net"], [IPAddress.Parse("192.0.2.5"), IPAddress.Parse("192.0.2.6")])));
    }

    [Theory]
    [InlineData(ServerNames.Most, ServerNames.Most)]
    [InlineData(ServerNames.Most + 1, ServerNames.Most)]
    public void A_certificate_holds_so_many_names_at_most(int addresses, int expected)
    {
        var names = new ServerNames([], [.. Enumerable.Range(0, addresses).Select(i => new IPAddress([10, 0, 0, (byte)i]))]);

        Assert.Equal(expected, names.First(ServerNames.Most).Count);
    }
}
