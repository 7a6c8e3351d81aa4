using System.Net;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Host;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>Which address and name a host reports, as configured.</summary>
public sealed class ReportedAddressTests : IDisposable
{
    /// <summary>As the kernel writes it: a default route and the networks 192.0.2.0/24 of eth0 and 198.51.100.0/25 of eth1.</summary>
    private static readonly string[] Routes =
    [
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
        "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
        "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
        "eth1\t006433C6\t00000000\t0001\t0\t0\t0\t80FFFFFF\t0\t0\t0",
    ];

    private static readonly IPAddress[] Local =
        [IPAddress.Parse("198.51.100.200"), IPAddress.Parse("198.51.100.9"), IPAddress.Parse("192.0.2.7"), IPAddress.IPv6Loopback];

    private static readonly string[] Ipv6 =
    [
        "fe800000000000000000000000000001 02 40 20 80 eth2",
        "20010db8000000000000000000000007 02 40 00 80 eth2",
        "20010db8000000000000000000000008 03 40 00 80 eth0",
    ];

    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("eth0", "192.0.2.7")]
    [InlineData("eth1", "198.51.100.9")]
    [InlineData("eth2", "2001:db8::7")]
    [InlineData("eth", null)]
    [InlineData("eth3", null)]
    public void Interface_has_the_address_of_its_network_else_its_global_one(string name, string? expected) =>
        Assert.Equal(expected, ReportedAddress.OfInterface(name, Routes, Local, Ipv6)?.ToString());

    [Theory]
    [InlineData("report_ip: 203.0.113.9\n  report_fqdn: web.example.org", "203.0.113.9")]
    [InlineData("report_ip: 2001:db8::9\n  report_interface: lan0\n  report_fqdn: web.example.org", "2001:db8::9")]
    [InlineData("report_interface: lan0\n  report_fqdn: web.example.org", "2001:db8::7")]
    [InlineData("report_fqdn: web.example.org", "127.0.0.1")]
    public async Task What_is_configured_is_reported_else_the_address_towards_the_manager(string settings, string expected) =>
        Assert.Equal(("web.example.org", expected, null), await IdentityAsync(settings));

    [Fact]
    public async Task Interface_without_an_address_is_said()
    {
        var (_, address, problem) = await IdentityAsync("report_interface: lan1");
        Assert.Null(address);
        Assert.Equal("enrollment.report_interface: no address of lan1 was found; set enrollment.report_ip", problem);
    }

    private Task<(string? Fqdn, string? Address, string? Problem)> IdentityAsync(string settings)
    {
        Directory.CreateDirectory(_root.File("proc/net"));
        File.WriteAllLines(_root.File("proc/net/if_inet6"), ["20010db8000000000000000000000007 02 40 00 80 lan0"]);
        var read = ConfigurationLoader.Load(_root.Write("config.yaml", $"enrollment:\n  {settings}\n")).Settings!.Enrollment;
        return EnrolmentStart.IdentityAsync(
            read, new Uri("https://127.0.0.1/"), new HostPaths(_root.Path), "web", TestContext.Current.CancellationToken);
    }
}
