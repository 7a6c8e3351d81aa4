using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Transport;
using LinuxPatchApi.HostServices.Native;
using LinuxPatchApi.HostServices.Tests.Support;
using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Tests.Bus;

/// <summary>
/// What the library does without our check in front of it (decision 10). When one of these fails after an update, the code that relies on
/// it may be removed.
/// </summary>
public sealed class LibraryFactsTests
{
    private const int Claim = 256 * 1024 * 1024;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_takes_the_memory_that_a_text_claims_before_it_looks_whether_the_text_is_there()
    {
        using var peer = new ScriptedPeer();
        using DBusConnection library = await ConnectAsync(peer);
        Task<string> call = CallAsync(library);
        Support.Wire.MessageWriter reply = Support.Wire.MessageWriter.MethodReturn(await peer.ReadAsync("C"), "s");
        reply.WriteString("text");
        var bytes = reply.CreateMessage().WithSerial(5).ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 9), Claim);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await peer.Stream.WriteAsync(bytes, Stop);
        await Assert.ThrowsAnyAsync<Exception>(() => call);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before >= Claim);
    }

    [Fact]
    public async Task It_takes_messages_that_are_longer_than_ours_may_be()
    {
        using var peer = new ScriptedPeer();
        using DBusConnection library = await ConnectAsync(peer);
        Task<string> call = CallAsync(library);
        Support.Wire.MessageWriter reply = Support.Wire.MessageWriter.MethodReturn(await peer.ReadAsync("C"), "s");
        reply.WriteString(new string('x', BusLimits.MaxMessageBytes));
        await peer.SendAsync(reply.CreateMessage());
        Assert.Equal(BusLimits.MaxMessageBytes, (await call).Length);
    }

    [Fact]
    public async Task It_sends_another_text_in_place_of_half_a_surrogate_pair()
    {
        using var peer = new ScriptedPeer();
        using DBusConnection library = await ConnectAsync(peer);
        _ = CallAsync(library, "a\ud800b");
        Assert.Equal("a\ufffdb", (await peer.ReadAsync("C")).FirstStringArgument);
    }

    private static Task<string> CallAsync(DBusConnection library, string argument = "")
    {
        Tmds.DBus.Protocol.MessageWriter writer = library.GetMessageWriter();
        writer.WriteMethodCallHeader("a.b", "/", "a.b", "C", "s");
        writer.WriteString(argument);
        return library.CallMethodAsync(writer.CreateMessage(), static (message, _) => message.GetBodyReader().ReadString());
    }

    private static async Task<DBusConnection> ConnectAsync(ScriptedPeer peer)
    {
        Stream stream = (await BusSocket.OpenAsync(peer.Address, Stop)).Value;
        var library = new DBusConnection(new StreamOptions(stream));
        Task connecting = library.ConnectAsync().AsTask();
        await peer.WelcomeAsync();
        await connecting;
        return library;
    }

    private sealed class StreamOptions(Stream stream) : DBusConnectionOptions("")
    {
        protected override ValueTask<SetupResult> SetupAsync(CancellationToken cancellationToken) =>
            new(new SetupResult() { ConnectionStream = stream, UserId = UserIdentity.Effective, MachineId = "" });
    }
}
