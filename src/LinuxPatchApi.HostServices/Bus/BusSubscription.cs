namespace LinuxPatchApi.HostServices.Bus;

/// <summary>
/// A subscription to one or more rules; signals arrive in bus order, each once. Ends when disposed or with the connection.
/// </summary>
internal sealed class BusSubscription(IDeliveryQueue queue, Action<BusSubscription> onDispose) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Task<HostResult<IDisposable>>> _rules = [];
    private bool _disposed;

    /// <summary>
    /// Completes when no more deliveries will start: after disposal, or once the connection has ended and all signals are delivered.
    /// </summary>
    public Task Completion => queue.Completion;

    /// <summary>Takes ownership of a match rule that is being registered; it is removed when the subscription ends.</summary>
    public void Own(Task<HostResult<IDisposable>> rule)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _rules.Add(rule);
                return;
            }
        }

        _ = RemoveAsync(rule);
    }

    /// <summary>Called when the connection has ended; received signals are still delivered.</summary>
    public void OnConnectionEnded() => queue.Close();

    /// <summary>No delivery starts after this returns. The handler itself may call it; it does not wait for a running delivery.</summary>
    public void Dispose()
    {
        Task<HostResult<IDisposable>>[] rules;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            rules = [.. _rules];
        }

        // First: this releases the read loop, which holds a lock that removing the rules needs.
        queue.Discard();
        onDispose(this);
        foreach (var rule in rules)
        {
            _ = RemoveAsync(rule);
        }
    }

    private static async Task RemoveAsync(Task<HostResult<IDisposable>> rule)
    {
        var made = await rule;
        if (made.IsSuccess)
        {
            made.Value.Dispose();
        }
    }
}
