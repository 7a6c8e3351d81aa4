using LinuxPatchApi.HostServices.Bus.Messages;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>
/// The only long-lived connection to the system bus. It reconnects forever with growing delays and renews lasting subscriptions. Calls made
/// while disconnected fail immediately with <see cref="HostFailureReason.BusUnavailable"/>.
/// </summary>
public sealed class SystemBus : IAsyncDisposable
{
    private readonly string _address;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private LastingSubscription[] _lasting = [];
    private TaskCompletionSource<BusConnection> _connected = NewConnected();
    private volatile BusConnection? _connection;
    private volatile string _lastFailure = "not started";
    private Task _running = Task.CompletedTask;

    /// <param name="address">D-Bus address list in the format of DBUS_SYSTEM_BUS_ADDRESS.</param>
    /// <param name="time">Clock for deadlines and delays.</param>
    /// <param name="logger">Receives connects and losses.</param>
    public SystemBus(string address, TimeProvider time, ILogger logger)
    {
        _address = address;
        _time = time;
        _logger = logger;
    }

    public bool IsConnected => _connection is { Closed.IsCompleted: false };

    internal TimeProvider Time => _time;

    /// <summary>Connects once and returns when that has succeeded or failed; further attempts run in the background. Call once.</summary>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var attempted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = Task.Run(() => RunAsync(attempted), CancellationToken.None);
        await attempted.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Calls a method of a service.</summary>
    /// <param name="call">The call.</param>
    /// <param name="reader">Parses the reply.</param>
    /// <param name="deadline">Null means <see cref="BusLimits.CallDeadline"/>.</param>
    /// <param name="cancellationToken">Stops waiting; the call may still take effect.</param>
    internal async Task<HostResult<T>> CallAsync<T>(
        BusCall call, BusMessageReader<T> reader, TimeSpan? deadline, CancellationToken cancellationToken)
    {
        if (_connection is not { } connection)
        {
            return new HostFailure(HostFailureReason.BusUnavailable, $"No connection to the system bus ({_lastFailure})");
        }

        var limit = deadline ?? BusLimits.CallDeadline;
        using var timer = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await connection.CallAsync(call, reader, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HostFailure(HostFailureReason.TimedOut, $"No answer within {limit.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>Returns true when the name has an owner now. Starts nothing.</summary>
    public Task<HostResult<bool>> NameHasOwnerAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(BusCalls.ToBus("NameHasOwner", name), BusCalls.ReadBool, null, cancellationToken);

    /// <summary>Lists the services that the bus can start. A service that is not listed may still be running.</summary>
    public Task<HostResult<IReadOnlyList<string>>> ListActivatableNamesAsync(CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<string>>(
            BusCalls.ToBus("ListActivatableNames"),
            static reply => reply.GetBody("as").ReadTexts(),
            null,
            cancellationToken);

    /// <summary>
    /// Reports the old and new owner (unique names, null for none) of a name on each change, and once when the owner first becomes known.
    /// The handler must be fast, must not throw and must not wait for a call on the bus.
    /// </summary>
    public IDisposable OnNameOwnerChanged(string name, Action<string?, string?> handler)
    {
        var watch = new NameWatch(handler);
        return Subscribe(
            [BusRule.NameOwnerChanged(name)],
            OwnerChange.Read,
            change =>
            {
                if (change is not null)
                {
                    watch.OnSignal(change.Owner);
                }
            },
            connection => watch.OnConnected(connection.ServerGuid),
            async (connection, cancellationToken) =>
            {
                var owner = await connection.CallAsync(
                    BusCalls.ToBus("GetNameOwner", name), BusCalls.ReadText, cancellationToken);
                if (owner.IsSuccess || owner.Failure.ErrorName is not null)
                {
                    watch.OnReply(owner.IsSuccess ? owner.Value : null);
                }
            });
    }

    /// <summary>
    /// Closes the connection and stops reconnecting. Running transactions continue in the daemon; only our waits are cancelled.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    /// <summary>Creates a subscription that is renewed on every connection.</summary>
    /// <param name="rules">The signals to receive.</param>
    /// <param name="reader">Parses a signal.</param>
    /// <param name="handler">Receives each signal, in order; must be fast.</param>
    /// <param name="onConnecting">Called before subscribing on each connection; may be null.</param>
    /// <param name="onConnected">Called after subscribing on each connection; may be null.</param>
    internal IDisposable Subscribe<T>(
        IReadOnlyList<BusRule> rules,
        BusMessageReader<T> reader,
        Action<T> handler,
        Action<BusConnection>? onConnecting,
        Func<BusConnection, CancellationToken, Task>? onConnected)
    {
        var lasting = new LastingSubscription<T>(rules, reader, handler, onConnecting, onConnected, Unregister);
        BusConnection? connection;
        lock (_lock)
        {
            _lasting = [.. _lasting, lasting];
            connection = _connection;
        }

        if (connection is not null)
        {
            _ = AttachAsync(connection, lasting);
        }

        return lasting;
    }

    /// <summary>Subscribes on the current connection only; the subscription ends with it.</summary>
    internal async Task<HostResult<BusSubscription>> SubscribeOnceAsync<T>(
        IReadOnlyList<BusRule> rules, BusMessageReader<T> reader, Action<T> handler, CancellationToken cancellationToken)
    {
        if (_connection is not { } connection)
        {
            return new HostFailure(HostFailureReason.BusUnavailable, $"No connection to the system bus ({_lastFailure})");
        }

        using var timer = new CancellationTokenSource(BusLimits.CallDeadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await connection.SubscribeAsync(rules, reader, handler, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HostFailure(HostFailureReason.TimedOut, "The bus did not confirm a subscription.");
        }
    }

    /// <summary>Waits until connected; cancelled when the bus is disposed.</summary>
    internal Task WaitConnectedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _connected.Task.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource<BusConnection> NewConnected() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(TaskCompletionSource attempted)
    {
        var delay = BusLimits.FirstReconnectDelay;
        try
        {
            while (true)
            {
                var result = await BusConnection.ConnectAsync(_address, _time, _stopping.Token);
                Task pause;
                if (result.IsSuccess)
                {
                    delay = BusLimits.FirstReconnectDelay;
                    await UseAsync(result.Value, attempted);
                    pause = Task.Delay(delay, _time, _stopping.Token);
                }
                else
                {
                    // Begins before it is told: whoever hears of it may count on it.
                    pause = Task.Delay(delay, _time, _stopping.Token);
                    _lastFailure = result.Failure.Detail;
                    BusLog.Unavailable(_logger, result.Failure.Detail, delay.TotalMilliseconds);
                    attempted.TrySetResult();
                }

                await pause;
                delay = delay * 2 < BusLimits.LongestReconnectDelay ? delay * 2 : BusLimits.LongestReconnectDelay;
            }
        }
        catch (OperationCanceledException)
        {
            attempted.TrySetResult();
            lock (_lock)
            {
                _connected.TrySetCanceled(_stopping.Token);
            }
        }
    }

    /// <summary>Uses the connection until it ends.</summary>
    private async Task UseAsync(BusConnection connection, TaskCompletionSource attempted)
    {
        await using (connection)
        {
            LastingSubscription[] lasting;
            lock (_lock)
            {
                _connection = connection;
                lasting = _lasting;
            }

            BusLog.Connected(_logger, connection.UniqueName);
            await Task.WhenAll(lasting.Select(one => AttachAsync(connection, one)));
            lock (_lock)
            {
                _connected.TrySetResult(connection);
            }

            attempted.TrySetResult();
            try
            {
                var reason = await connection.Closed.WaitAsync(_stopping.Token);
                _lastFailure = reason.Detail;
                BusLog.Lost(_logger, reason.Detail);
            }
            finally
            {
                lock (_lock)
                {
                    _connection = null;
                    _connected = NewConnected();
                }
            }
        }
    }

    private async Task AttachAsync(BusConnection connection, LastingSubscription lasting)
    {
        try
        {
            await lasting.ConnectingAsync(connection);
            var subscription = await lasting.SubscribeAsync(connection, _stopping.Token);
            if (!subscription.IsSuccess)
            {
                BusLog.SubscriptionRefused(_logger, subscription.Failure.Detail);
                return;
            }

            lasting.Attach(subscription.Value);
            await lasting.ConnectedAsync(connection, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The bus is being disposed.
        }
#pragma warning disable CA1031 // An exception of one handler must not end the connection loop for the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BusLog.HandlerFailed(_logger, exception);
        }
    }

    private void Unregister(LastingSubscription lasting)
    {
        lock (_lock)
        {
            _lasting = [.. _lasting.Where(other => other != lasting)];
        }
    }
}
