using System.Collections.Concurrent;
using LinuxPatchApi.HostServices.Tests.Support.Wire;

namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>A service on a private bus: replies by member and records its calls.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<WireMessage, Task>> _methods = new();
    private readonly ConcurrentQueue<WireMessage> _calls = new();
    private RawClient? _connection;

    public RawClient Connection => _connection!;

    /// <summary>Members called so far, in order.</summary>
    public IEnumerable<string> Calls => _calls.Select(call => call.Header.Member!);

    public static async Task<FakeService> StartAsync(PrivateBus bus, string name, Action<FakeService> setUp)
    {
        var service = new FakeService();
        setUp(service);
        service._connection = await RawClient.ConnectAsync(bus.Address, (_, call) => service.HandleAsync(call));
        await service.Connection.OwnAsync(name);
        return service;
    }

    public WireMessage LastCall(string member) => _calls.Last(call => call.Header.Member == member);

    /// <summary>What to do when a member is called; calls of other members are not answered.</summary>
    public void On(string member, Func<WireMessage, Task> handler) => _methods[member] = handler;

    public Task SendAsync(MessageWriter writer) => Connection.SendAsync(writer.CreateMessage());

    public Task ReplyAsync(WireMessage call) => SendAsync(MessageWriter.MethodReturn(call));

    public Task ReplyPathAsync(WireMessage call, string path)
    {
        MessageWriter writer = MessageWriter.MethodReturn(call, "o");
        writer.WriteObjectPath(path);
        return SendAsync(writer);
    }

    public Task ReplyPathsAsync(WireMessage call, params string[] paths)
    {
        MessageWriter writer = MessageWriter.MethodReturn(call, "ao");
        writer.WriteArrayOfString(paths);
        return SendAsync(writer);
    }

    public Task ReplyVariantAsync(WireMessage call, VariantValue value)
    {
        MessageWriter writer = MessageWriter.MethodReturn(call, "v");
        writer.WriteVariant(value);
        return SendAsync(writer);
    }

    public Task ReplyPropertiesAsync(WireMessage call, params (string Name, VariantValue Value)[] properties)
    {
        MessageWriter writer = MessageWriter.MethodReturn(call, "a{sv}");
        ArrayStart start = writer.WriteArrayStart(8);
        foreach ((var name, VariantValue value) in properties)
        {
            writer.WriteStructStart();
            writer.WriteString(name);
            writer.WriteVariant(value);
        }

        writer.WriteArrayEnd(start);
        return SendAsync(writer);
    }

    /// <summary>Sends recorded signals again, from another path.</summary>
    public async Task ReplayAsync(IEnumerable<WireMessage> signals, string path)
    {
        foreach (WireMessage signal in signals)
        {
            MessageWriter writer = MessageWriter.Signal(path, signal.Header.Interface!, signal.Header.Member!, signal.Header.Signature);
            writer.WriteBytes(signal.Body.Span);
            await SendAsync(writer);
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private async Task HandleAsync(WireMessage call)
    {
        _calls.Enqueue(call);
        if (_methods.TryGetValue(call.Header.Member!, out Func<WireMessage, Task>? handler))
        {
            await handler(call);
        }
    }
}
