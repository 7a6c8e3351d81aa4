using System.Collections.Concurrent;
using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Tests.Support;
using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>A service on a private bus: answers by member, keeps what it was called with.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<DBusMessage, Task>> _methods = new();
    private readonly ConcurrentQueue<DBusMessage> _calls = new();
    private DBusConnection? _connection;

    public DBusConnection Connection => _connection!;

    /// <summary>Members called so far, in order.</summary>
    public IEnumerable<string> Calls => _calls.Select(call => call.Header.Member!);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<FakeService> StartAsync(PrivateBus bus, string name, Action<FakeService> setUp)
    {
        var service = new FakeService();
        setUp(service);
        service._connection = await bus.ConnectAsync(new DBusConnectionOptions { MethodHandler = service.HandleAsync });
        MessageWriter writer = MessageWriter.MethodCall(BusNames.Bus, BusNames.BusPath, BusNames.Bus, "RequestName", "su");
        writer.WriteString(name);
        writer.WriteUInt32(0);
        Assert.True((await service.Connection.CallAsync(writer.CreateMessage(), Stop)).IsSuccess);
        return service;
    }

    public DBusMessage LastCall(string member) => _calls.Last(call => call.Header.Member == member);

    /// <summary>What to do when a member is called; a member that is not set is answered with nothing at all.</summary>
    public void On(string member, Func<DBusMessage, Task> handler) => _methods[member] = handler;

    public Task SendAsync(MessageWriter writer) => Connection.SendAsync(writer.CreateMessage(), Stop);

    public Task ReplyAsync(DBusMessage call) => SendAsync(MessageWriter.MethodReturn(call));

    public Task ReplyPathAsync(DBusMessage call, string path)
    {
        MessageWriter writer = MessageWriter.MethodReturn(call, "o");
        writer.WriteObjectPath(path);
        return SendAsync(writer);
    }

    public Task ReplyPathsAsync(DBusMessage call, params string[] paths)
    {
        MessageWriter writer = MessageWriter.MethodReturn(call, "ao");
        writer.WriteArrayOfString(paths);
        return SendAsync(writer);
    }

    public Task ReplyVariantAsync(DBusMessage call, VariantValue value)
    {
        MessageWriter writer = MessageWriter.MethodReturn(call, "v");
        writer.WriteVariant(value);
        return SendAsync(writer);
    }

    public Task ReplyPropertiesAsync(DBusMessage call, params (string Name, VariantValue Value)[] properties)
    {
        MessageWriter writer = MessageWriter.MethodReturn(call, "a{sv}");
        ArrayStart start = writer.WriteArrayStart(8);
        foreach ((string name, VariantValue value) in properties)
        {
            writer.WriteStructStart();
            writer.WriteString(name);
            writer.WriteVariant(value);
        }

        writer.WriteArrayEnd(start);
        return SendAsync(writer);
    }

    /// <summary>Sends recorded signals again, from another path.</summary>
    public async Task ReplayAsync(IEnumerable<DBusMessage> signals, string path)
    {
        foreach (DBusMessage signal in signals)
        {
            MessageWriter writer = MessageWriter.Signal(path, signal.Header.Interface!, signal.Header.Member!, signal.Header.Signature);
            writer.WriteBytes(signal.Body.Span);
            await SendAsync(writer);
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private async ValueTask HandleAsync(DBusConnection connection, DBusMessage call)
    {
        _calls.Enqueue(call);
        if (_methods.TryGetValue(call.Header.Member!, out Func<DBusMessage, Task>? handler))
        {
            await handler(call);
        }
    }
}
