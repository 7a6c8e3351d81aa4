using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.Tests.Support;
using LinuxPatchApi.HostServices.Tests.Support.Wire;

namespace LinuxPatchApi.HostServices.Tests.Bus;

public sealed class LastingSubscriptionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_connection_before_delivered_is_handled_before_the_next_one_begins()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        BusConnection first = await bus.ConnectAsync();
        await using BusConnection second = await bus.ConnectAsync();
        await using RawClient sender = await RawClient.ConnectAsync(bus.Address);
        var order = new List<string>();
        using var gate = new ManualResetEventSlim();
        using var lasting = new LastingSubscription<string>(
            [new BusRule { Path = "/a" }],
            static signal => signal.Member,
            _ =>
            {
                gate.Wait(Stop);
                order.Add("old signal");
            },
            _ => order.Add("connecting"),
            null,
            _ => { });
        lasting.Attach((await lasting.SubscribeAsync(first, Stop)).Value);
        await sender.SendAsync(MessageWriter.Signal("/a", "a.B", "C").CreateMessage());
        await sender.CallBusAsync("GetId");

        // The reply follows the signal, which is therefore queued by then.
        await first.CallAsync(BusCalls.ToBus("GetId"), static _ => true, Stop);
        await first.DisposeAsync();
        Task connecting = lasting.ConnectingAsync(second);
        Assert.False(connecting.IsCompleted);
        gate.Set();
        await connecting;
        Assert.Equal(["old signal", "connecting"], order);
    }
}
