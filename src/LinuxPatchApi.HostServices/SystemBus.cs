using LinuxPatchApi.DBus.Connection;
using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Wire;
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
    private TaskCompletionSource<DBusConnection> _connected = NewConnected();
    private volatile DBusConnection? _connection;
    private volatile string _lastFailure = "not started";
    private Task _running = Task.CompletedTask;

    /// <param name="address">D-Bus address list; <see cref="DBusAddress.DefaultSystemBus"/> unless the environment says otherwise.</param>
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
    public async Task<HostResult<T>> CallAsync<T>(
        MessageBuffer call, MessageValueReader<T> reader, TimeSpan? deadline, CancellationToken cancellationToken)
    {
        if (_connection is not { } connection)
        {
            return new HostFailure(HostFailureReason.BusUnavailable, $"No connection to the system bus ({_lastFailure})");
        }

        TimeSpan limit = deadline ?? BusLimits.CallDeadline;
        using var timer = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            DBusResult<T> result = await connection.CallAsync(call, reader, either.Token);
            return result.IsSuccess ? HostResult<T>.Success(result.Value) : FailureMapping.ToHostFailure(result.Failure);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HostFailure(HostFailureReason.TimedOut, $"No answer within {limit.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>Whether somebody owns the name now. Starts nothing.</summary>
    public Task<HostResult<bool>> NameHasOwnerAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(BusCalls.ForName("NameHasOwner", name), static reply => reply.GetBodyReader("b").ReadBool(), null, cancellationToken);

    /// <summary>Names of services that the bus can start. A service may be there all the same when its name is not in the list.</summary>
    public Task<HostResult<IReadOnlyList<string>>> ListActivatableNamesAsync(CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<string>>(
            BusCalls.WithoutArguments("ListActivatableNames"),
            static reply => reply.GetBodyReader("as").ReadArrayOfString(),
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
            [MatchRule.NameOwnerChanged(name)],
            message =>
            {
                if (message.Header.Signature == "sss")
                {
                    watch.OnSignal(BusCalls.ReadNewOwner(message));
                }
            },
            connection => watch.OnConnected(connection.ServerGuid),
            async (connection, cancellationToken) =>
            {
                DBusResult<string> owner = await connection.CallAsync(
                    BusCalls.ForName("GetNameOwner", name), static reply => reply.GetBodyReader("s").ReadString(), cancellationToken);
                if (owner.IsSuccess || owner.Failure.Reason == DBusFailureReason.ErrorReply)
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
    /// <param name="onMessage">Gets each signal, in order; must be fast.</param>
    /// <param name="onConnecting">Runs before subscribing on each connection; null for nothing.</param>
    /// <param name="onConnected">Runs after subscribing on each connection; null for nothing.</param>
    internal IDisposable Subscribe(
        IReadOnlyList<MatchRule> rules,
        Action<DBusMessage> onMessage,
        Action<DBusConnection>? onConnecting,
        Func<DBusConnection, CancellationToken, Task>? onConnected)
    {
        var lasting = new LastingSubscription(rules, onMessage, onConnecting, onConnected, Forget);
        DBusConnection? connection;
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
    internal async Task<HostResult<DBusSubscription>> SubscribeOnceAsync(
        IReadOnlyList<MatchRule> rules, Func<DBusMessage, ValueTask> handler, CancellationToken cancellationToken)
    {
        if (_connection is not { } connection)
        {
            return new HostFailure(HostFailureReason.BusUnavailable, $"No connection to the system bus ({_lastFailure})");
        }

        using var timer = new CancellationTokenSource(BusLimits.CallDeadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            DBusResult<DBusSubscription> result = await connection.SubscribeAsync(rules, handler, either.Token);
            return result.IsSuccess ? result.Value : FailureMapping.ToHostFailure(result.Failure);
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

    private static TaskCompletionSource<DBusConnection> NewConnected() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(TaskCompletionSource attempted)
    {
        TimeSpan delay = BusLimits.FirstReconnectDelay;
        try
        {
            while (true)
            {
                DBusResult<DBusConnection> result = await DBusConnection.ConnectAsync(
                    _address, new DBusConnectionOptions { Time = _time }, _stopping.Token);
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
    private async Task UseAsync(DBusConnection connection, TaskCompletionSource attempted)
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
                DBusFailure reason = await connection.Closed.WaitAsync(_stopping.Token);
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

    private async Task AttachAsync(DBusConnection connection, LastingSubscription lasting)
    {
        try
        {
            await lasting.ConnectingAsync(connection);
            DBusResult<DBusSubscription> subscription = await connection.SubscribeAsync(
                lasting.Rules, lasting.HandleAsync, _stopping.Token);
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
