using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LinuxPatchApi.HostServices.Tests.Bus;

public sealed class SystemBusTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_bus_calls_fail_at_once_and_say_why()
    {
        await using var bus = new SystemBus("unix:path=/nonexistent/bus", new FakeTimeProvider(), NullLogger.Instance);
        await bus.StartAsync(Stop);
        Assert.False(bus.IsConnected);
        HostFailure? failure = (await bus.NameHasOwnerAsync("a.b", Stop)).Failure;
        Assert.Equal(HostFailureReason.BusUnavailable, failure?.Reason);
        Assert.Contains("/nonexistent/bus", failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_was_cut_is_made_anew_and_lasting_subscriptions_with_it()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        using var proxy = new BusProxy(bus);
        await using var systemBus = new SystemBus(proxy.Address, TimeProvider.System, NullLogger.Instance);
        await systemBus.StartAsync(Stop);
        var told = new List<bool>();
        var appeared = new TaskCompletionSource();
        var vanished = new TaskCompletionSource();
        using IDisposable watch = systemBus.OnNameOwnerChanged("the.Service", (_, now) =>
        {
            told.Add(now is not null);
            (now is null ? vanished : appeared).TrySetResult();
        });
        FakeService service = await FakeService.StartAsync(bus, "the.Service", _ => { });
        await appeared.Task.WaitAsync(Stop);
        proxy.Cut();
        await service.DisposeAsync();

        // Reported over the new connection, by signal or by the query after connecting.
        await vanished.Task.WaitAsync(Stop);
        Assert.Equal([true, false], told);
        Assert.False((await systemBus.NameHasOwnerAsync("the.Service", Stop)).Value);
    }

    [Fact]
    public async Task Attempts_follow_each_other_with_growing_pauses()
    {
        var time = new FakeTimeProvider();
        using var folder = new TemporaryFolder();
        var log = new CountingLogger();
        await using var bus = new SystemBus($"unix:path={folder.File("none")}", time, log);
        await bus.StartAsync(Stop);
        double[] expected = [250, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000];
        for (var i = 0; i < expected.Length; i++)
        {
            await log.ReachedAsync(i + 1);
            time.Advance(TimeSpan.FromMilliseconds(expected[i]));
        }

        await log.ReachedAsync(expected.Length + 1);
        Assert.Equal(BusLimits.LongestReconnectDelay.TotalMilliseconds, expected[^1]);
    }
}
