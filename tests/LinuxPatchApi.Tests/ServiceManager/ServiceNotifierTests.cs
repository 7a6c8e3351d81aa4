using System.Net.Sockets;
using System.Text;
using LinuxPatchApi.ServiceManager;
using LinuxPatchApi.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.Tests.ServiceManager;

/// <summary>Uses a real datagram socket, as systemd does.</summary>
public sealed class ServiceNotifierTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };

    public void Dispose()
    {
        _manager.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_message_arrives_by_path_and_by_abstract_name(bool isAbstract)
    {
        var name = isAbstract ? $"@linux-patch-api-test-{Guid.NewGuid()}" : _directory.File("notify");
        _manager.Bind(NotifyAddress.Parse(name)!);
        using var notifier = new ServiceNotifier(name, TimeProvider.System);

        Assert.True(notifier.IsConnected);
        Assert.True(notifier.Ready("listening"));
        Assert.Equal("READY=1\nSTATUS=listening", Receive());
        Assert.True(notifier.Watchdog());
        Assert.Equal("WATCHDOG=1", Receive());
        Assert.True(notifier.ExtendTimeout(TimeSpan.FromSeconds(20), "waiting for the bus"));
        Assert.Equal("EXTEND_TIMEOUT_USEC=20000000\nSTATUS=waiting for the bus", Receive());
        Assert.True(notifier.Status("idle"));
        Assert.Equal("STATUS=idle", Receive());
        Assert.True(notifier.Stopping("bye"));
        Assert.Equal("STOPPING=1\nSTATUS=bye", Receive());
    }

    [Fact]
    public void After_its_end_nobody_is_reported_and_nothing_is_thrown()
    {
        _manager.Bind(NotifyAddress.Parse(_directory.File("notify"))!);
        var notifier = new ServiceNotifier(_directory.File("notify"), TimeProvider.System);
        notifier.Dispose();
        Assert.False(notifier.Watchdog());
    }

    [Fact]
    public void Reload_carries_the_kernels_monotonic_time()
    {
        _manager.Bind(NotifyAddress.Parse(_directory.File("notify"))!);
        using var notifier = new ServiceNotifier(_directory.File("notify"), TimeProvider.System);
        var before = Uptime();

        Assert.True(notifier.Reloading());

        var lines = Receive().Split('\n');
        Assert.Equal("RELOADING=1", lines[0]);
        // /proc/uptime includes suspended time and CLOCK_MONOTONIC does not; a test machine is not suspended during the test.
        var told = long.Parse(lines[1]["MONOTONIC_USEC=".Length..]) / 1e6;
        Assert.InRange(told, 0, before + 5);
        Assert.True(notifier.Reloading());
        Assert.True(long.Parse(Receive().Split('\n')[1]["MONOTONIC_USEC=".Length..]) / 1e6 >= told);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("/")]
    [InlineData("vsock:2:1234")]
    public void Without_a_service_manager_nothing_happens(string? name)
    {
        using var notifier = new ServiceNotifier(name, new FakeTimeProvider());

        Assert.False(notifier.IsConnected);
        Assert.False(notifier.Ready("x"));
    }

    [Fact]
    public void Service_manager_that_went_away_or_does_not_read_is_no_reason_to_block_or_throw()
    {
        using var absent = new ServiceNotifier(_directory.File("none"), new FakeTimeProvider());
        Assert.False(absent.Watchdog());

        _manager.Bind(NotifyAddress.Parse(_directory.File("notify"))!);
        using var deaf = new ServiceNotifier(_directory.File("notify"), new FakeTimeProvider());
        Assert.Contains(false, Enumerable.Range(0, 10_000).Select(_ => deaf.Watchdog()));
    }

    private string Receive()
    {
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer));
    }

    private static double Uptime() => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0]);
}
