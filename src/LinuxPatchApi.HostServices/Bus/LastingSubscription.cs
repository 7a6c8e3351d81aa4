using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>A subscription that is made anew on every connection, until it is disposed.</summary>
internal sealed class LastingSubscription(
    IReadOnlyList<MatchRule> rules,
    Action<DBusMessage> onMessage,
    Action<DBusConnection>? onConnecting,
    Func<DBusConnection, CancellationToken, Task>? onConnected,
    Action<LastingSubscription> onDispose) : IDisposable
{
    private readonly Lock _lock = new();
    private DBusSubscription? _current;
    private bool _disposed;

    public IReadOnlyList<MatchRule> Rules => rules;

    /// <summary>Handles one signal. What it throws ends the connection, with a reason in the log.</summary>
    public ValueTask HandleAsync(DBusMessage message)
    {
        onMessage(message);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes the subscription of a new connection.</summary>
    public void Attach(DBusSubscription subscription)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _current = subscription;
                return;
            }
        }

        subscription.Dispose();
    }

    /// <summary>
    /// Before subscribing on a new connection: lets everything of the connection before be handled first, so that nothing old comes
    /// after something new.
    /// </summary>
    public async Task ConnectingAsync(DBusConnection connection)
    {
        DBusSubscription? previous;
        lock (_lock)
        {
            previous = _current;
            _current = null;
        }

        if (previous is not null)
        {
            await previous.Completion;
        }

        onConnecting?.Invoke(connection);
    }

    /// <summary>After subscribing on a new connection.</summary>
    public Task ConnectedAsync(DBusConnection connection, CancellationToken cancellationToken) =>
        onConnected?.Invoke(connection, cancellationToken) ?? Task.CompletedTask;

    public void Dispose()
    {
        DBusSubscription? current;
        lock (_lock)
        {
            _disposed = true;
            current = _current;
            _current = null;
        }

        current?.Dispose();
        onDispose(this);
    }
}
