using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.DBus.Connection;

/// <summary>
/// Signals of one or several rules, delivered in the order of the bus, each once. Ends by disposing it or with the connection.
/// </summary>
public sealed class DBusSubscription : IDisposable
{
    private readonly Action<DBusSubscription> _onDispose;
    private int _disposed;

    internal DBusSubscription(IReadOnlyList<MatchRule> rules, DeliveryQueue queue, Action<DBusSubscription> onDispose)
    {
        Rules = rules;
        Queue = queue;
        _onDispose = onDispose;
    }

    /// <summary>
    /// Completes when nothing will be delivered any more: after disposal, or when the connection is gone and all was delivered.
    /// </summary>
    public Task Completion => Queue.Completion;

    internal IReadOnlyList<MatchRule> Rules { get; }

    internal DeliveryQueue Queue { get; }

    /// <summary>Rules that it holds at the bus; filled while it is registered.</summary>
    internal List<string> RegisteredRules { get; } = [];

    /// <summary>No delivery starts after this. May be called by the handler itself; does not wait for a delivery under way.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Queue.Discard();
            _onDispose(this);
        }
    }

    internal bool Matches(DBusMessage message, NameOwners owners)
    {
        foreach (MatchRule rule in Rules)
        {
            if (rule.Matches(message, rule.Sender is null ? null : owners.OwnerOf(rule.Sender)))
            {
                return true;
            }
        }

        return false;
    }
}
