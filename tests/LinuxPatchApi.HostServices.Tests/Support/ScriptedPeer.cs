using System.Net.Sockets;
using System.Text;
using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Native;
using LinuxPatchApi.HostServices.Tests.Support.Wire;

namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>The server end of one connection, scripted by a test: it can behave as no real bus does.</summary>
internal sealed class ScriptedPeer : IDisposable
{
    public const string Guid = "0123456789abcdef0123456789abcdef";
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private NetworkStream? _stream;
    private MessageStream? _messages;
    private uint _serial = 1000;

    public ScriptedPeer()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(_folder.File("s")));
        _listener.Listen(1);
    }

    public string Address => $"unix:path={_folder.File("s")}";

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public NetworkStream Stream => _stream ?? throw new InvalidOperationException("Nobody connected yet.");

    /// <summary>The first line that the library sends.</summary>
    public static string FirstLine =>
        "\0AUTH EXTERNAL " + Convert.ToHexStringLower(Encoding.ASCII.GetBytes(HostServices.Native.UserIdentity.Effective));

    /// <summary>A connection after Hello, and this end of it.</summary>
    public async Task<BusConnection> ConnectAsync()
    {
        Task<HostResult<BusConnection>> connecting = BusConnection.ConnectAsync(Address, TimeProvider.System, Stop);
        await WelcomeAsync();
        return (await connecting).Value;
    }

    /// <summary>Does what a bus does for a new client.</summary>
    public async Task WelcomeAsync()
    {
        await AcceptAsync();
        await ExpectLineAsync(FirstLine);
        await SendLineAsync("OK " + Guid);
        await ExpectLineAsync("BEGIN");
        await ReplyAsync(await ReadAsync("Hello"), ":1.1");
    }

    public async Task AcceptAsync()
    {
        _stream = new NetworkStream(await _listener.AcceptAsync(Stop), ownsSocket: true);
        _messages = new MessageStream(_stream);
    }

    public async Task SendLineAsync(string line) => await Stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), Stop);

    public async Task ExpectLineAsync(string expected)
    {
        var bytes = new byte[expected.Length + 2];
        await Stream.ReadExactlyAsync(bytes, Stop);
        Assert.Equal(expected + "\r\n", Encoding.ASCII.GetString(bytes));
    }

    /// <summary>The next message, which must call this member.</summary>
    public async Task<WireMessage> ReadAsync(string member)
    {
        WireMessage? message = await _messages!.ReadAsync(Stop);
        Assert.Equal(member, message?.Header.Member);
        return message!;
    }

    public async Task SendAsync(MessageBuffer message) => await Stream.WriteAsync(message.WithSerial(_serial++), Stop);

    public Task ReplyAsync(WireMessage call, string text)
    {
        MessageWriter writer = MessageWriter.MethodReturn(call, "s");
        writer.WriteString(text);
        return SendAsync(writer.CreateMessage());
    }

    public Task ReplyAsync(WireMessage call) => SendAsync(MessageWriter.MethodReturn(call).CreateMessage());

    public Task SignalAsync(string member, uint value)
    {
        MessageWriter writer = MessageWriter.Signal("/a", "a.B", member, "u");
        writer.WriteUInt32(value);
        return SendAsync(writer.CreateMessage());
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _listener.Dispose();
        _folder.Dispose();
    }
}
