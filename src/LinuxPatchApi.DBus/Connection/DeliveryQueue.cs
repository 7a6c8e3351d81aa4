using System.Threading.Channels;
using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.DBus.Connection;

/// <summary>
/// Messages on their way to one handler, in order, one at a time, none lost. When it is full the reader waits, so the bus keeps what
/// we cannot take. A handler must therefore never wait for a reply on its own connection.
/// </summary>
internal sealed class DeliveryQueue
{
    private readonly Channel<DBusMessage> _messages;
    private volatile bool _discarded;

    /// <param name="capacity">Messages that may wait.</param>
    /// <param name="handler">Gets each message.</param>
    /// <param name="onFailure">Gets what the handler threw; nothing is delivered afterwards.</param>
    public DeliveryQueue(int capacity, Func<DBusMessage, ValueTask> handler, Action<Exception> onFailure)
    {
        _messages = Channel.CreateBounded<DBusMessage>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
        Completion = Task.Run(() => DeliverAsync(handler, onFailure));
    }

    /// <summary>Completes when everything was delivered after <see cref="Close"/>, or thrown away after <see cref="Discard"/>.</summary>
    public Task Completion { get; }

    /// <summary>Waits for room. Does nothing when closed.</summary>
    public async ValueTask EnqueueAsync(DBusMessage message)
    {
        while (!_messages.Writer.TryWrite(message))
        {
            if (!await _messages.Writer.WaitToWriteAsync())
            {
                return;
            }
        }
    }

    /// <summary>Takes no more messages; those that wait are still delivered.</summary>
    public void Close() => _messages.Writer.TryComplete();

    /// <summary>Takes no more messages and throws away those that wait.</summary>
    public void Discard()
    {
        _discarded = true;
        Close();
    }

    private async Task DeliverAsync(Func<DBusMessage, ValueTask> handler, Action<Exception> onFailure)
    {
        try
        {
            await foreach (DBusMessage message in _messages.Reader.ReadAllAsync())
            {
                if (!_discarded)
                {
                    await handler(message);
                }
            }
        }
#pragma warning disable CA1031 // Whatever a handler throws ends the connection with a reason instead of losing messages in silence.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Discard();
            onFailure(exception);
        }
    }
}
