using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Tests.Support;
using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.DBus.Wire.Framing;

namespace LinuxPatchApi.DBus.Tests.Connection;

/// <summary>Against a real dbus-daemon.</summary>
public sealed class PrivateBusTests
{
    private static readonly MatchRule OnPath = new() { Path = "/a" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hello_gives_a_unique_name_and_the_bus_answers_calls()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using DBusConnection connection = await bus.ConnectAsync();
        Assert.StartsWith(":1.", connection.UniqueName, StringComparison.Ordinal);
        string[] names = (await connection.CallAsync(
            BusCall("ListNames", ""), static reply => reply.GetBodyReader("as").ReadArrayOfString(), Stop)).Value;
        Assert.Contains(connection.UniqueName, names);
        Assert.Contains(BusNames.Bus, names);
    }

    [Fact]
    public async Task An_error_reply_comes_with_name_and_text()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using DBusConnection connection = await bus.ConnectAsync();
        DBusFailure? failure = (await connection.CallAsync(BusCall("GetNameOwner", "no.such.name"), Stop)).Failure;
        Assert.Equal(DBusFailureReason.ErrorReply, failure?.Reason);
        Assert.Equal(DBusErrorNames.NameHasNoOwner, failure?.ErrorName);
        Assert.Contains("no.such.name", failure?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_type_of_value_survives_the_way_to_another_client_and_back()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using DBusConnection echo = await bus.ConnectAsync(new DBusConnectionOptions { MethodHandler = EchoAsync });
        await using DBusConnection client = await bus.ConnectAsync();
        VariantValue value = VariantValue.Array(
            "{sv}",
            [.. MessageText.ReadBody(MessageParser.Parse(VectorFile.Read("Valid", "every-type-big").Bytes))
                .Select((one, i) => VariantValue.DictEntry(VariantValue.String($"k{i}"), VariantValue.Variant(one)))]);
        Assert.Equal(value, await CallEchoAsync(client, echo, value));
    }

    [Fact]
    public async Task A_message_of_eight_megabytes_survives()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using DBusConnection echo = await bus.ConnectAsync(new DBusConnectionOptions { MethodHandler = EchoAsync });
        await using DBusConnection client = await bus.ConnectAsync();
        VariantValue value = VariantValue.String(new string('x', 8 * 1024 * 1024));
        Assert.Equal(value, await CallEchoAsync(client, echo, value));
    }

    [Fact]
    public async Task A_call_to_a_client_without_methods_is_refused()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using DBusConnection other = await bus.ConnectAsync();
        await using DBusConnection client = await bus.ConnectAsync();
        MessageBuffer call = MessageWriter.MethodCall(other.UniqueName, "/", "a.B", "C").CreateMessage();
        Assert.Equal(DBusErrorNames.UnknownMethod, (await client.CallAsync(call, Stop)).Failure?.ErrorName);
    }

    [Fact]
    public async Task Many_calls_at_once_get_their_own_answers()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using DBusConnection echo = await bus.ConnectAsync(new DBusConnectionOptions { MethodHandler = EchoAsync });
        await using DBusConnection client = await bus.ConnectAsync();
        await Parallel.ForAsync(0, 500, Stop, async (i, stop) =>
        {
            Assert.False(stop.IsCancellationRequested);
            Assert.Equal(i, (await CallEchoAsync(client, echo, VariantValue.Int32(i))).AsSigned());
        });
    }

    [Fact]
    public async Task A_rule_on_a_well_known_name_follows_its_owner_and_takes_no_signal_of_others()
    {
        using PrivateBus bus = await PrivateBus.StartAsync();
        await using DBusConnection client = await bus.ConnectAsync();
        await using DBusConnection first = await bus.ConnectAsync();
        await using DBusConnection second = await bus.ConnectAsync();
        await using DBusConnection stranger = await bus.ConnectAsync();
        var seen = new List<string>();
        var last = new TaskCompletionSource();

        // The second rule makes the bus send us everything on the path, so that only our own check keeps strangers out.
        using DBusSubscription all = (await client.SubscribeAsync([OnPath], _ => ValueTask.CompletedTask, Stop)).Value;
        using DBusSubscription subscription = (await client.SubscribeAsync(
            [new MatchRule { Sender = "the.Service", Path = "/a" }],
            message =>
            {
                seen.Add(message.Header.Member!);
                if (message.Header.Member == "Last")
                {
                    last.SetResult();
                }

                return ValueTask.CompletedTask;
            },
            Stop)).Value;
        await SignalAsync(first, "BeforeOwning");
        await OwnAsync(first);
        await SignalAsync(stranger, "Stranger");
        await SignalAsync(first, "First");
        await first.DisposeAsync();
        await WaitUntilGoneAsync(client);
        await OwnAsync(second);
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
        await using DBusConnection silent = await bus.ConnectAsync(new DBusConnectionOptions
        {
            MethodHandler = (_, _) =>
            {
                called.SetResult();
                return ValueTask.CompletedTask;
            },
        });
        await using DBusConnection client = await bus.ConnectAsync();
        DBusSubscription subscription = (await client.SubscribeAsync([OnPath], _ => ValueTask.CompletedTask, Stop)).Value;
        Task<DBusResult<bool>> call = client.CallAsync(MessageWriter.MethodCall(silent.UniqueName, "/", "a.B", "C").CreateMessage(), Stop);
        await called.Task.WaitAsync(Stop);
        bus.Kill();
        Assert.Equal(DBusFailureReason.Disconnected, (await call).Failure?.Reason);
        Assert.Equal(DBusFailureReason.Disconnected, (await client.Closed).Reason);
        await subscription.Completion.WaitAsync(Stop);
        Assert.Equal(DBusFailureReason.Disconnected, (await client.CallAsync(BusCall("ListNames", ""), Stop)).Failure?.Reason);
    }

    private static MessageBuffer BusCall(string member, string argument)
    {
        string signature = argument.Length > 0 ? "s" : "";
        MessageWriter writer = MessageWriter.MethodCall(BusNames.Bus, BusNames.BusPath, BusNames.Bus, member, signature);
        if (argument.Length > 0)
        {
            writer.WriteString(argument);
        }

        return writer.CreateMessage();
    }

    private static async Task<VariantValue> CallEchoAsync(DBusConnection client, DBusConnection echo, VariantValue value)
    {
        MessageWriter writer = MessageWriter.MethodCall(echo.UniqueName, "/", "a.B", "Echo", "v");
        writer.WriteVariant(value);
        DBusResult<VariantValue> result = await client.CallAsync(
            writer.CreateMessage(), static reply => reply.GetBodyReader("v").ReadVariantValue(), Stop);
        return result.Value;
    }

    private static async ValueTask EchoAsync(DBusConnection connection, DBusMessage call)
    {
        MessageWriter writer = MessageWriter.MethodReturn(call, "v");
        writer.WriteVariant(call.GetBodyReader("v").ReadVariantValue());
        await connection.SendAsync(writer.CreateMessage(), Stop);
    }

    private static async Task OwnAsync(DBusConnection connection)
    {
        MessageWriter writer = MessageWriter.MethodCall(BusNames.Bus, BusNames.BusPath, BusNames.Bus, "RequestName", "su");
        writer.WriteString("the.Service");
        writer.WriteUInt32(0);
        DBusResult<uint> result = await connection.CallAsync(
            writer.CreateMessage(), static reply => reply.GetBodyReader("u").ReadUInt32(), Stop);
        Assert.Equal(1u, result.Value);
    }

    private static async Task SignalAsync(DBusConnection connection, string member)
    {
        Assert.Null(await connection.SendAsync(MessageWriter.Signal("/a", "a.B", member).CreateMessage(), Stop));

        // A call behind it: when it is answered, the bus has passed the signal on.
        Assert.True((await connection.CallAsync(BusCall("ListNames", ""), Stop)).IsSuccess);
    }

    private static async Task WaitUntilGoneAsync(DBusConnection client)
    {
        DBusResult<bool> owned;
        do
        {
            owned = await client.CallAsync(
                BusCall("NameHasOwner", "the.Service"), static reply => reply.GetBodyReader("b").ReadBool(), Stop);
        }
        while (owned.Value);
    }
}
