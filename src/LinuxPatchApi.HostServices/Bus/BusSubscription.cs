namespace LinuxPatchApi.HostServices.Bus;

/// <summary>
/// Signals of one or several rules, delivered in the order of the bus, each once. Ends by disposing it or with the connection.
/// </summary>
internal sealed class BusSubscription(IDeliveryQueue queue, Action<BusSubscription> onDispose) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Task<HostResult<IDisposable>>> _rules = [];
    private bool _disposed;

    /// <summary>
    /// Completes when nothing will be delivered any more: after disposal, or when the connection is gone and all was delivered.
    /// </summary>
    public Task Completion => queue.Completion;

    /// <summary>Takes a rule that is being told to the bus, and takes it back when this ends.</summary>
    public void Hold(Task<HostResult<IDisposable>> rule)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _rules.Add(rule);
                return;
            }
        }

        _ = TakeBackAsync(rule);
    }

    /// <summary>The connection is gone; what was received is still delivered.</summary>
    public void OnConnectionEnded() => queue.Close();

    /// <summary>No delivery starts after this. May be called by the handler itself; does not wait for a delivery under way.</summary>
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

        // First, because it frees the read loop, which holds a lock that taking back the rules needs.
        queue.Discard();
        onDispose(this);
        foreach (var rule in rules)
        {
            _ = TakeBackAsync(rule);
        }
    }

    private static async Task TakeBackAsync(Task<HostResult<IDisposable>> rule)
    {
        var made = await rule;
        if (made.IsSuccess)
        {
            made.Value.Dispose();
        }
    }
}
