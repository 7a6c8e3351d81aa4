using LinuxPatchApi.HostServices.Bus.Messages;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>A subscription that is renewed on every connection until it is disposed.</summary>
internal abstract class LastingSubscription(
    IReadOnlyList<BusRule> rules,
    Action<BusConnection>? onConnecting,
    Func<BusConnection, CancellationToken, Task>? onConnected,
    Action<LastingSubscription> onDispose) : IDisposable
{
    private readonly Lock _lock = new();
    private BusSubscription? _current;
    private bool _disposed;

    protected IReadOnlyList<BusRule> Rules => rules;

    /// <summary>Takes ownership of the subscription on a new connection.</summary>
    public void Attach(BusSubscription subscription)
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
    /// Called before subscribing on a new connection. Waits until every signal of the previous connection is handled, so that no old signal
    /// follows a new one.
    /// </summary>
    public async Task ConnectingAsync(BusConnection connection)
    {
        BusSubscription? previous;
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

    /// <summary>Subscribes on the given connection.</summary>
    public abstract Task<HostResult<BusSubscription>> SubscribeAsync(BusConnection connection, CancellationToken cancellationToken);

    /// <summary>Called after subscribing on a new connection.</summary>
    public Task ConnectedAsync(BusConnection connection, CancellationToken cancellationToken) =>
        onConnected?.Invoke(connection, cancellationToken) ?? Task.CompletedTask;

    public void Dispose()
    {
        BusSubscription? current;
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

/// <summary>A lasting subscription with the type of its parsed signals.</summary>
internal sealed class LastingSubscription<T>(
    IReadOnlyList<BusRule> rules,
    BusMessageReader<T> reader,
    Action<T> handler,
    Action<BusConnection>? onConnecting,
    Func<BusConnection, CancellationToken, Task>? onConnected,
    Action<LastingSubscription> onDispose) : LastingSubscription(rules, onConnecting, onConnected, onDispose)
{
    public override Task<HostResult<BusSubscription>> SubscribeAsync(BusConnection connection, CancellationToken cancellationToken) =>
        connection.SubscribeAsync(Rules, reader, handler, cancellationToken);
}
