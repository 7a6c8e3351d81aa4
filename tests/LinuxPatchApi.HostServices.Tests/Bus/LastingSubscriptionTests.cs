using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Tests.Support;
using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.HostServices.Bus;

namespace LinuxPatchApi.HostServices.Tests.Bus;

public sealed class LastingSubscriptionTests
{
    [Fact]
    public async Task What_the_connection_before_delivered_is_handled_before_the_next_one_begins()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        DBusConnection first = await bus.ConnectAsync();
        await using DBusConnection second = await bus.ConnectAsync();
        var order = new List<string>();
        var gate = new TaskCompletionSource();
        using var lasting = new LastingSubscription([], _ => { }, _ => order.Add("connecting"), null, _ => { });
        DBusSubscription subscription = (await first.SubscribeAsync(
            [new MatchRule { Path = "/a" }],
            async _ =>
            {
                await gate.Task;
                order.Add("old signal");
            },
            TestContext.Current.CancellationToken)).Value;
        lasting.Attach(subscription);
        await first.SendAsync(MessageWriter.Signal("/a", "a.B", "C").CreateMessage(), TestContext.Current.CancellationToken);

        // The answer lies behind our own signal, which therefore is in the queue by then.
        await first.CallAsync(BusCalls.WithoutArguments("GetId"), TestContext.Current.CancellationToken);
        await first.DisposeAsync();
        Task connecting = lasting.ConnectingAsync(second);
        Assert.False(connecting.IsCompleted);
        gate.SetResult();
        await connecting;
        Assert.Equal(["old signal", "connecting"], order);
    }
}
