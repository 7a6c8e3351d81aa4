using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Wire;

namespace LinuxPatchApi.DBus.Connection;

/// <summary>The subscriptions of one connection and what the bus has to know of them.</summary>
internal sealed class SubscriptionTable(DBusConnection connection, int queuedMessages)
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _adding = new(1, 1);
    private readonly MatchRuleCounts _rules = new();
    private readonly NameOwners _owners = new();
    private DBusSubscription[] _subscriptions = [];
    private bool _closed;

    public async Task<DBusResult<DBusSubscription>> AddAsync(
        IReadOnlyList<MatchRule> rules, Func<DBusMessage, ValueTask> handler, CancellationToken cancellationToken)
    {
        var queue = new DeliveryQueue(queuedMessages, handler, connection.OnHandlerFailed);
        var subscription = new DBusSubscription(rules, queue, Remove);
        Insert(subscription);
        bool added = false;
        try
        {
            DBusFailure? failure = await RegisterAsync(subscription, cancellationToken);
            added = failure is null;
            return added ? subscription : failure!;
        }
        finally
        {
            if (!added)
            {
                subscription.Dispose();
            }
        }
    }

    /// <summary>Hands a signal to every subscription that wants it; waits for those that are full.</summary>
    public async ValueTask DispatchAsync(DBusMessage message)
    {
        _owners.OnMessage(message);
        foreach (DBusSubscription subscription in Volatile.Read(ref _subscriptions))
        {
            if (subscription.Matches(message, _owners))
            {
                await subscription.Queue.EnqueueAsync(message);
            }
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (DBusSubscription subscription in _subscriptions)
            {
                subscription.Queue.Close();
            }
        }
    }

    private static IEnumerable<string> TrackedNames(IReadOnlyList<MatchRule> rules) =>
        rules.Select(static rule => rule.Sender).OfType<string>().Where(NameOwners.NeedsTracking);

    /// <summary>The rules as the bus must know them: those asked for and the owners that they depend on.</summary>
    private static IEnumerable<string> RulesForBus(IReadOnlyList<MatchRule> rules) =>
        TrackedNames(rules).Select(MatchRule.NameOwnerChanged).Concat(rules).Select(static rule => rule.ToString());

    private static MessageBuffer BusCall(string member, string argument, MessageFlags flags = MessageFlags.None)
    {
        MessageWriter writer = MessageWriter.MethodCall(BusNames.Bus, BusNames.BusPath, BusNames.Bus, member, "s", flags);
        writer.WriteString(argument);
        return writer.CreateMessage();
    }

    private void Insert(DBusSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
            foreach (string name in TrackedNames(subscription.Rules))
            {
                _owners.Add(name);
            }

            if (_closed)
            {
                subscription.Queue.Close();
            }
        }
    }

    /// <summary>
    /// Tells the bus of the rules that it does not know yet. One subscription at a time, so that none is ready before the bus has
    /// confirmed a rule that another one asked for.
    /// </summary>
    private async Task<DBusFailure?> RegisterAsync(DBusSubscription subscription, CancellationToken cancellationToken)
    {
        await _adding.WaitAsync(cancellationToken);
        try
        {
            foreach (string rule in RulesForBus(subscription.Rules))
            {
                subscription.RegisteredRules.Add(rule);
                if (!_rules.Add(rule))
                {
                    continue;
                }

                DBusResult<DBusMessage> added = await connection.CallAsync(BusCall("AddMatch", rule), onReply: null, cancellationToken);
                if (!added.IsSuccess)
                {
                    return added.Failure;
                }
            }

            return await ReadOwnersAsync(subscription, cancellationToken);
        }
        finally
        {
            _adding.Release();
        }
    }

    private async Task<DBusFailure?> ReadOwnersAsync(DBusSubscription subscription, CancellationToken cancellationToken)
    {
        foreach (string name in TrackedNames(subscription.Rules))
        {
            DBusResult<DBusMessage> reply = await connection.CallAsync(
                BusCall("GetNameOwner", name), message => _owners.OnGetNameOwnerReply(name, message), cancellationToken);
            if (reply is { IsSuccess: false, Failure.Reason: not DBusFailureReason.ErrorReply })
            {
                return reply.Failure;
            }
        }

        return null;
    }

    private void Remove(DBusSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
            foreach (string name in TrackedNames(subscription.Rules))
            {
                _owners.Remove(name);
            }
        }

        foreach (string rule in subscription.RegisteredRules)
        {
            if (_rules.Remove(rule) && !connection.Closed.IsCompleted)
            {
                // Nobody waits for it: a rule that stays a moment longer only costs signals that no subscription matches.
                _ = connection.SendAsync(BusCall("RemoveMatch", rule, MessageFlags.NoReplyExpected), CancellationToken.None);
            }
        }
    }
}
