using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.Bus.Transport;
using LinuxPatchApi.HostServices.Tests.Support.Wire;

namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>
/// A second client of a real bus with independent wire code: the library is not tested against itself, and recorded signals can be sent
/// unchanged.
/// </summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly MessageStream _messages;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<WireMessage>> _pending = new();
    private readonly Func<WireMessage, Task> _onCall;
    private uint _serial;
    private Task _reading = Task.CompletedTask;

    private RawClient(NetworkStream stream, Func<WireMessage, Task> onCall)
    {
        _stream = stream;
        _messages = new MessageStream(stream);
        _onCall = onCall;
    }

    public string UniqueName { get; private set; } = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A client that answers calls with the handler; without one it answers none.</summary>
    public static async Task<RawClient> ConnectAsync(string address, Func<RawClient, WireMessage, Task>? onCall = null)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(address["unix:path=".Length..]), Stop);
        RawClient? client = null;
        client = new RawClient(new NetworkStream(socket, ownsSocket: true), call => onCall?.Invoke(client!, call) ?? Task.CompletedTask);
        await client._stream.WriteAsync(Encoding.ASCII.GetBytes("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n"), Stop);
        Assert.Equal("DATA", await client.ReadLineAsync());
        Assert.StartsWith("OK ", await client.ReadLineAsync(), StringComparison.Ordinal);
        client._reading = client.ReadAllAsync();
        client.UniqueName = (await client.CallBusAsync("Hello")).FirstStringArgument!;
        return client;
    }

    public Task<WireMessage> CallBusAsync(string member, string? argument = null)
    {
        MessageWriter writer = MessageWriter.MethodCall(
            BusNames.Bus, BusNames.BusPath, BusNames.Bus, member, argument is null ? "" : "s");
        if (argument is not null)
        {
            writer.WriteString(argument);
        }

        return CallAsync(writer.CreateMessage());
    }

    /// <summary>Requests a well-known name.</summary>
    public async Task OwnAsync(string name)
    {
        MessageWriter writer = MessageWriter.MethodCall(BusNames.Bus, BusNames.BusPath, BusNames.Bus, "RequestName", "su");
        writer.WriteString(name);
        writer.WriteUInt32(0);
        Assert.Equal(MessageType.MethodReturn, (await CallAsync(writer.CreateMessage())).Header.Type);
    }

    public Task SendAsync(MessageBuffer message) => WriteAsync(message, Interlocked.Increment(ref _serial));

    public async Task<WireMessage> CallAsync(MessageBuffer call)
    {
        var reply = new TaskCompletionSource<WireMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var serial = Interlocked.Increment(ref _serial);
        _pending[serial] = reply;
        await WriteAsync(call, serial);
        return await reply.Task.WaitAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reading;
    }

    private async Task WriteAsync(MessageBuffer message, uint serial)
    {
        Assert.Null(message.Defect);
        await _writing.WaitAsync(Stop);
        try
        {
            await _stream.WriteAsync(message.WithSerial(serial), Stop);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            while (await _messages.ReadAsync(CancellationToken.None) is { } message)
            {
                if (message.Header.Type == MessageType.MethodCall)
                {
                    await _onCall(message);
                }
                else if (_pending.TryRemove(message.Header.ReplySerial, out TaskCompletionSource<WireMessage>? reply))
                {
                    reply.SetResult(message);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or BusProtocolException)
        {
            // Closed by this side or by the bus.
        }
    }

    private async Task<string> ReadLineAsync()
    {
        var one = new byte[1];
        var line = new StringBuilder();
        while (await _stream.ReadAsync(one, Stop) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }
}
