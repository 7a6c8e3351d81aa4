using LinuxPatchApi.HostServices.Bus;
using Microsoft.Extensions.Logging;

namespace LinuxPatchApi.HostServices;

/// <summary>
/// The one long-lived connection to the system bus. It reconnects for ever, with growing pauses, and makes lasting subscriptions anew;
/// calls made meanwhile fail at once with <see cref="HostFailureReason.BusUnavailable"/>.
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

    /// <param name="address">D-Bus address list; as in DBUS_SYSTEM_BUS_ADDRESS.</param>
    /// <param name="time">Clock for deadlines and pauses.</param>
    /// <param name="logger">Gets connects and losses.</param>
    public SystemBus(string address, TimeProvider time, ILogger logger)
    {
        _address = address;
        _time = time;
        _logger = logger;
    }

    public bool IsConnected => _connection is { Closed.IsCompleted: false };

    internal TimeProvider Time => _time;

    /// <summary>
    /// Makes the first attempt and returns when it succeeded or failed; further attempts follow in the background either way. To be
    /// called once.
    /// </summary>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var attempted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = Task.Run(() => RunAsync(attempted), CancellationToken.None);
        await attempted.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Calls a method of a service.</summary>
    /// <param name="call">The message.</param>
    /// <param name="reader">Takes the answer apart.</param>
    /// <param name="deadline">Null for <see cref="BusLimits.CallDeadline"/>.</param>
    /// <param name="cancellationToken">Stops waiting; the call may take effect all the same.</param>
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

    /// <summary>Whether somebody owns the name now. Starts nothing.</summary>
    public Task<HostResult<bool>> NameHasOwnerAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(BusCalls.ToBus("NameHasOwner", name), BusCalls.ReadBool, null, cancellationToken);

    /// <summary>Names of services that the bus can start. A service may be there all the same when its name is not in the list.</summary>
    public Task<HostResult<IReadOnlyList<string>>> ListActivatableNamesAsync(CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<string>>(
            BusCalls.ToBus("ListActivatableNames"),
            static reply => reply.GetBody("as").ReadTexts(),
            null,
            cancellationToken);

    /// <summary>
    /// Tells old and new owner (unique names, null for nobody) of a name at each change, the first time when the owner becomes known.
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
                    watch.OnAnswer(owner.IsSuccess ? owner.Value : null);
                }
            });
    }

    /// <summary>Ends the connection and all attempts. Waiting transactions are cancelled on our side only.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    /// <summary>A subscription that outlives connections.</summary>
    /// <param name="rules">Signals wanted.</param>
    /// <param name="reader">Takes a signal apart.</param>
    /// <param name="handler">Gets each signal, in order; must be fast.</param>
    /// <param name="onConnecting">Runs before subscribing on each connection; null for nothing.</param>
    /// <param name="onConnected">Runs after subscribing on each connection; null for nothing.</param>
    internal IDisposable Subscribe<T>(
        IReadOnlyList<BusRule> rules,
        BusMessageReader<T> reader,
        Action<T> handler,
        Action<BusConnection>? onConnecting,
        Func<BusConnection, CancellationToken, Task>? onConnected)
    {
        var lasting = new LastingSubscription<T>(rules, reader, handler, onConnecting, onConnected, Forget);
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

    /// <summary>A subscription on the present connection only; it ends with it.</summary>
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

    /// <summary>Waits for a connection; cancelled when the bus object is disposed.</summary>
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
                if (result.IsSuccess)
                {
                    delay = BusLimits.FirstReconnectDelay;
                    await UseAsync(result.Value, attempted);
                }
                else
                {
                    _lastFailure = result.Failure.Detail;
                    BusLog.Unavailable(_logger, result.Failure.Detail, delay.TotalMilliseconds);
                    attempted.TrySetResult();
                }

                await Task.Delay(delay, _time, _stopping.Token);
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

    /// <summary>Uses a connection until it ends.</summary>
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
            // The bus object is being disposed.
        }
#pragma warning disable CA1031 // A handler that throws must not end the connection loop for everybody else.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BusLog.HandlerFailed(_logger, exception);
        }
    }

    private void Forget(LastingSubscription lasting)
    {
        lock (_lock)
        {
            _lasting = [.. _lasting.Where(other => other != lasting)];
        }
    }
}
