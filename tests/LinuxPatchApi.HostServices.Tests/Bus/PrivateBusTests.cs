using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.Tests.Support;
using LinuxPatchApi.HostServices.Tests.Support.Wire;

namespace LinuxPatchApi.HostServices.Tests.Bus;

/// <summary>Tests against a real dbus-daemon and other clients with independent wire code.</summary>
public sealed class PrivateBusTests
{
    private static readonly BusRule OnPath = new() { Path = "/a" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hello_gives_a_unique_name_and_the_bus_answers_calls()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using BusConnection connection = await bus.ConnectAsync();
        Assert.StartsWith(":1.", connection.UniqueName, StringComparison.Ordinal);
        Assert.Equal(32, connection.ServerGuid.Length);
        var names = (await connection.CallAsync(
            BusCalls.ToBus("ListNames"), static reply => reply.GetBody("as").ReadTexts(), Stop)).Value;
        Assert.Contains(connection.UniqueName, names);
        Assert.Contains(BusNames.Bus, names);
    }

    [Fact]
    public async Task An_error_reply_comes_with_name_and_text()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using BusConnection connection = await bus.ConnectAsync();
        HostFailure? failure =
            (await connection.CallAsync(BusCalls.ToBus("GetNameOwner", "no.such.name"), BusCalls.ReadText, Stop)).Failure;
        Assert.Equal(HostFailureReason.ServiceAbsent, failure?.Reason);
        Assert.Equal(BusErrorNames.NameHasNoOwner, failure?.ErrorName);
        Assert.Contains("no.such.name", failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_of_every_type_arrive_as_they_were_given()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        var received = new TaskCompletionSource<WireMessage>();
        await using RawClient other = await RawClient.ConnectAsync(bus.Address, (_, call) =>
        {
            received.SetResult(call);
            return Task.CompletedTask;
        });
        await using BusConnection client = await bus.ConnectAsync();
        var call = new BusCall(
            other.UniqueName, "/a", "a.B", "C", "t\u00e9xt \ud83d\ude00", new[] { "a", "" }, true, false, uint.MaxValue, ulong.MaxValue)
        {
            NoAutoStart = true,
        };
        _ = client.CallAsync(call, static _ => true, Stop);
        WireMessage message = await received.Task.WaitAsync(Stop);
        var header = message.Header;
        Assert.Equal(("/a", "a.B", "C", MessageFlags.NoAutoStart), (header.Path, header.Interface, header.Member, header.Flags));
        Assert.Equal(
            [
                VariantValue.String("t\u00e9xt \ud83d\ude00"),
                VariantValue.Array("s", [VariantValue.String("a"), VariantValue.String("")]),
                VariantValue.Bool(true),
                VariantValue.Bool(false),
                VariantValue.UInt32(uint.MaxValue),
                VariantValue.UInt64(ulong.MaxValue),
            ],
            MessageText.ReadBody(message));
    }

    [Fact]
    public async Task A_message_of_eight_megabytes_survives_in_both_directions()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using RawClient echo = await RawClient.ConnectAsync(bus.Address, EchoAsync);
        await using BusConnection client = await bus.ConnectAsync();
        string text = new('x', 8 * 1024 * 1024);
        Assert.Equal(text, (await client.CallAsync(new BusCall(echo.UniqueName, "/", "a.B", "Echo", text), BusCalls.ReadText, Stop)).Value);
    }

    [Fact]
    public async Task A_call_to_a_client_without_methods_is_refused()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using BusConnection other = await bus.ConnectAsync();
        await using RawClient client = await RawClient.ConnectAsync(bus.Address);
        WireMessage reply = await client.CallAsync(MessageWriter.MethodCall(other.UniqueName, "/", "a.B", "C").CreateMessage());
        Assert.Equal(BusErrorNames.UnknownMethod, reply.Header.ErrorName);
    }

    [Fact]
    public async Task Many_calls_at_once_get_their_own_answers()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using RawClient echo = await RawClient.ConnectAsync(bus.Address, EchoAsync);
        await using BusConnection client = await bus.ConnectAsync();
        Task<HostResult<string>>[] calls = [.. Enumerable.Range(0, BusLimits.MaxUnansweredCalls).Select(i =>
            client.CallAsync(new BusCall(echo.UniqueName, "/", "a.B", "Echo", $"{i}"), BusCalls.ReadText, Stop))];
        HostResult<string>[] results = await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(0, BusLimits.MaxUnansweredCalls).Select(i => $"{i}"), results.Select(result => result.Value));
    }

    [Fact]
    public async Task What_waits_for_an_answer_may_block_without_holding_up_others()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using RawClient echo = await RawClient.ConnectAsync(bus.Address, EchoAsync);
        await using BusConnection client = await bus.ConnectAsync();
        using var gate = new ManualResetEventSlim();
        Task blocked = Task.Run(BlockAsync, Stop);
        var call = new BusCall(echo.UniqueName, "/", "a.B", "Echo", "second");
        Assert.Equal("second", (await client.CallAsync(call, BusCalls.ReadText, Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop)).Value);
        gate.Set();
        await blocked;

        async Task BlockAsync()
        {
            await client.CallAsync(new BusCall(echo.UniqueName, "/", "a.B", "Echo", "first"), BusCalls.ReadText, Stop);
            gate.Wait(Stop);
        }
    }

    [Fact]
    public async Task A_rule_on_a_well_known_name_follows_its_owner_and_takes_no_signal_of_others()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using BusConnection client = await bus.ConnectAsync();
        await using RawClient first = await RawClient.ConnectAsync(bus.Address);
        await using RawClient second = await RawClient.ConnectAsync(bus.Address);
        await using RawClient stranger = await RawClient.ConnectAsync(bus.Address);
        var seen = new List<string>();
        var last = new TaskCompletionSource();

        // The other rule makes the bus send us everything on the path, so only the client's own check excludes strangers.
        using BusSubscription all = (await client.SubscribeAsync([OnPath], static _ => true, _ => { }, Stop)).Value;
        using BusSubscription subscription = (await client.SubscribeAsync(
            [new BusRule { Sender = "the.Service", Path = "/a" }],
            static signal => signal.Member,
            member =>
            {
                seen.Add(member);
                if (member == "Last")
                {
                    last.SetResult();
                }
            },
            Stop)).Value;
        await SignalAsync(first, "BeforeOwning");
        await first.OwnAsync("the.Service");
        await SignalAsync(stranger, "Stranger");
        await SignalAsync(first, "First");
        await first.DisposeAsync();
        await WaitUntilGoneAsync(client);
        await second.OwnAsync("the.Service");
        await SignalAsync(stranger, "Stranger");
        await SignalAsync(second, "Last");
        await last.Task.WaitAsync(Stop);
        Assert.Equal(["First", "Last"], seen);
    }

    [Fact]
    public async Task A_bus_that_dies_ends_connection_calls_and_subscriptions()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        var called = new TaskCompletionSource();
        await using RawClient silent = await RawClient.ConnectAsync(bus.Address, (_, _) =>
        {
            called.SetResult();
            return Task.CompletedTask;
        });
        await using BusConnection client = await bus.ConnectAsync();
        BusSubscription subscription = (await client.SubscribeAsync([OnPath], static _ => true, _ => { }, Stop)).Value;
        Task<HostResult<bool>> call = client.CallAsync(new BusCall(silent.UniqueName, "/", "a.B", "C"), static _ => true, Stop);
        await called.Task.WaitAsync(Stop);
        bus.Kill();
        Assert.Equal(HostFailureReason.Disconnected, (await call).Failure?.Reason);
        Assert.Equal(HostFailureReason.Disconnected, (await client.Closed).Reason);
        await subscription.Completion.WaitAsync(Stop);
        Assert.Equal(
            HostFailureReason.Disconnected, (await client.CallAsync(BusCalls.ToBus("ListNames"), static _ => true, Stop)).Failure?.Reason);
        Assert.Equal(
            HostFailureReason.Disconnected, (await client.SubscribeAsync([OnPath], static _ => true, _ => { }, Stop)).Failure?.Reason);
    }

    private static async Task EchoAsync(RawClient client, WireMessage call)
    {
        MessageWriter writer = MessageWriter.MethodReturn(call, "s");
        writer.WriteString(call.FirstStringArgument!);
        await client.SendAsync(writer.CreateMessage());
    }

    private static async Task SignalAsync(RawClient client, string member)
    {
        await client.SendAsync(MessageWriter.Signal("/a", "a.B", member).CreateMessage());

        // A call follows: once it is answered, the bus has forwarded the signal.
        await client.CallBusAsync("GetId");
    }

    private static async Task WaitUntilGoneAsync(BusConnection client)
    {
        HostResult<bool> owned;
        do
        {
            owned = await client.CallAsync(BusCalls.ToBus("NameHasOwner", "the.Service"), BusCalls.ReadBool, Stop);
        }
        while (owned.Value);
    }
}
