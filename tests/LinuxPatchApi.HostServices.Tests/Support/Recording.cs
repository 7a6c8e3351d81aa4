using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.PackageKit.Transactions;
using LinuxPatchApi.HostServices.Tests.Support.Wire;

namespace LinuxPatchApi.HostServices.Tests.Support;

/// <summary>Signals recorded from a real packagekitd: comment lines, then a message in hexadecimal digits over one or more lines.</summary>
internal static class Recording
{
    public static IReadOnlyList<WireMessage> Read(string name)
    {
        var messages = new List<WireMessage>();
        var hex = "";
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Vectors", name + ".hex")).Append("#"))
        {
            if (!line.StartsWith('#'))
            {
                hex += line;
            }
            else if (hex.Length > 0)
            {
                messages.Add(MessageParser.Parse(Convert.FromHexString(hex)));
                hex = "";
            }
        }

        return messages;
    }

    /// <summary>The signals as the client reads them off a connection.</summary>
    public static Task<IReadOnlyList<TransactionSignal?>> ReceiveAsync(string name) => ReceiveAsync(Read(name));

    /// <summary>The same for constructed messages.</summary>
    public static async Task<IReadOnlyList<TransactionSignal?>> ReceiveAsync(IReadOnlyList<WireMessage> messages)
    {
        using var peer = new ScriptedPeer();
        await using BusConnection connection = await peer.ConnectAsync();
        var received = new List<TransactionSignal?>();
        var all = new TaskCompletionSource();
        Task<HostResult<BusSubscription>> subscribing = connection.SubscribeAsync(
            [new BusRule()],
            SignalReader.Read,
            signal =>
            {
                received.Add(signal);
                if (received.Count == messages.Count)
                {
                    all.SetResult();
                }
            },
            ScriptedPeer.Stop);
        await peer.ReplyAsync(await peer.ReadAsync("AddMatch"));
        using BusSubscription subscription = (await subscribing).Value;
        foreach (WireMessage message in messages)
        {
            await peer.SendAsync(MessageWriter.Forward(message));
        }

        await all.Task.WaitAsync(ScriptedPeer.Stop);
        return received;
    }

    /// <summary>The unique name of the daemon that was recorded.</summary>
    public static string OwnerOf(IReadOnlyList<WireMessage> messages) => messages[0].Header.Sender!;
}
