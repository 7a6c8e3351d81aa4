using LinuxPatchApi.HostServices.Bus.Transport;
using LinuxPatchApi.HostServices.Native;
using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>
/// One connection to a bus, from connecting to its end; there is no way back after that. The library reads, writes and keeps the match
/// rules; here are limits, deadlines, failures as values, and the order and number of signals. Safe for use by several threads.
/// </summary>
internal sealed class BusConnection : IAsyncDisposable
{
    private readonly GuardedStream _stream;
    private readonly DBusConnection _library;
    private readonly UnansweredCalls _unanswered = new();
    private readonly Lock _lock = new();
    private BusSubscription[] _subscriptions = [];
    private volatile HostFailure? _endedBy;
    private bool _ended;

    private BusConnection(Stream stream)
    {
        _stream = new GuardedStream(stream);
        _library = new DBusConnection(new StreamOptions(_stream));
    }

    /// <summary>Id of the bus; a bus that was restarted has another one.</summary>
    public string ServerGuid => _stream.ServerGuid;

    /// <summary>Our name on the bus, such as <c>:1.42</c>.</summary>
    public string UniqueName { get; private set; } = "";

    /// <summary>Completes, never faulted, when the connection has ended, with the reason.</summary>
    public Task<HostFailure> Closed { get; private set; } = Task.FromResult(FailureMapping.Disconnected("it was never made"));

    /// <summary>Connects to the first address of the list that answers, authenticates and says Hello.</summary>
    /// <param name="address">Addresses as in DBUS_SYSTEM_BUS_ADDRESS.</param>
    /// <param name="time">Clock for <see cref="BusLimits.ConnectDeadline"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HostResult<BusConnection>> ConnectAsync(string address, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(BusLimits.ConnectDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var stream = await BusSocket.OpenAsync(address, either.Token);
            return stream.IsSuccess ? await OverStreamAsync(stream.Value, either.Token) : stream.Failure;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HostFailure(
                HostFailureReason.TimedOut, $"The bus did not answer within {BusLimits.ConnectDeadline.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>Calls a method and takes its answer apart. There is no deadline but the token's.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled. The call may take effect all the same.</exception>
    public async Task<HostResult<T>> CallAsync<T>(BusCall call, BusMessageReader<T> reader, CancellationToken cancellationToken)
    {
        if (call.Defect is not null)
        {
            return new HostFailure(HostFailureReason.InvalidArgument, $"The message cannot be sent: {call.Defect}.");
        }

        if (Ended is { } ended)
        {
            return ended;
        }

        if (_unanswered.Add(call) is { } refused)
        {
            return refused;
        }

        var reply = _library.CallMethodAsync(
            call.Build(_library),
            static (message, state) => ((BusMessageReader<T>)state!)(new BusMessage(message)),
            reader);
        return await HandOver(reply, () => _unanswered.Remove(call)).WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Gets the signals of some rules, in the order of the bus, each once. The handler runs apart from the read loop but holds it up when
    /// slow; it must not wait for a reply on this connection.
    /// </summary>
    /// <param name="rules">Which signals.</param>
    /// <param name="reader">Takes a signal apart, on the read loop. What it throws ends the connection.</param>
    /// <param name="handler">Gets what the reader made. What it throws ends the connection.</param>
    /// <param name="cancellationToken">Stops waiting for the bus to confirm the rules.</param>
    public async Task<HostResult<BusSubscription>> SubscribeAsync<T>(
        IReadOnlyList<BusRule> rules, BusMessageReader<T> reader, Action<T> handler, CancellationToken cancellationToken)
    {
        var queue = new DeliveryQueue<T>(
            BusLimits.QueuedMessagesPerSubscription, BusLimits.QueuedBytesPerSubscription, handler, OnHandlerFailed);
        var subscription = new BusSubscription(queue, Forget);
        Remember(subscription);
        var taker = new SignalTaker<T>(queue);
        var complete = false;
        try
        {
            foreach (var rule in rules)
            {
                if (Ended is { } ended)
                {
                    return ended;
                }

                var made = HandOver(MatchAsync(rule, reader, taker), null);
                subscription.Hold(made);
                var confirmed = await made.WaitAsync(cancellationToken);
                if (!confirmed.IsSuccess)
                {
                    return confirmed.Failure;
                }
            }

            complete = true;
            return subscription;
        }
        finally
        {
            if (!complete)
            {
                subscription.Dispose();
            }
        }
    }

    /// <summary>Ends the connection. Signals that wait for their handlers are still delivered.</summary>
    public async ValueTask DisposeAsync()
    {
        End(FailureMapping.Disconnected("it was closed by this side"));
        await Closed;
    }

    private HostFailure? Ended => Closed.IsCompletedSuccessfully ? Closed.Result : _endedBy;

    /// <summary>Owns the stream from here on, whatever comes.</summary>
    private static async Task<HostResult<BusConnection>> OverStreamAsync(Stream stream, CancellationToken cancellationToken)
    {
        var connection = new BusConnection(stream);
        var complete = false;
        try
        {
            var started = await HandOver(connection.StartAsync(), null).WaitAsync(cancellationToken);
            complete = started.IsSuccess;
            return complete ? connection : started.Failure!;
        }
        finally
        {
            if (!complete)
            {
                connection.End(FailureMapping.Disconnected("it was given up"));
                await stream.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// Brings the outcome of something that the library does to the caller's side. The library completes its tasks on the read loop,
    /// where nothing of ours may run on.
    /// </summary>
    private static Task<HostResult<T>> HandOver<T>(Task<T> work, Action? onEnd)
    {
        var outcome = new TaskCompletionSource<HostResult<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = WaitAsync();
        return outcome.Task;

        async Task WaitAsync()
        {
            try
            {
                outcome.SetResult(HostResult<T>.Success(await work));
            }
#pragma warning disable CA1031 // All of them are handed over: as a failure when expected, else as they are.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (FailureMapping.ToHostFailure(exception) is { } failure)
                {
                    outcome.SetResult(failure);
                }
                else
                {
                    outcome.SetException(exception);
                }
            }
            finally
            {
                onEnd?.Invoke();
            }
        }
    }

    /// <summary>Async, so that a connection that has just ended is told by the task, too.</summary>
    private async Task<IDisposable> MatchAsync<T>(BusRule rule, BusMessageReader<T> reader, SignalTaker<T> taker) =>
        await _library.AddMatchAsync(
            rule.ToMatchRule(),
            (message, _) => new ReceivedSignal<T>(
                reader(new BusMessage(message)), message.Serial, message.SenderAsString, _stream.MessageBytes),
            (Notification<ReceivedSignal<T>> signal) => taker.Take(signal.Value),
            emitOnCapturedContext: false);

    private async Task<bool> StartAsync()
    {
        await _library.ConnectAsync();
        UniqueName = _library.UniqueName ?? "";
        Closed = WaitForEndAsync(_library.DisconnectedAsync());
        return Names.IsUniqueName(UniqueName) ? true : throw new BusProtocolException("The bus gave us no unique name.");
    }

    private async Task<HostFailure> WaitForEndAsync(Task<Exception?> disconnected)
    {
        var exception = await disconnected;
        var reason = _endedBy ?? FailureMapping.Disconnected(exception);
        CloseQueues();
        return reason;
    }

    private void OnHandlerFailed(Exception exception) => End(new HostFailure(
        HostFailureReason.Disconnected, $"A message could not be handled: {exception.Message}"));

    private void End(HostFailure reason)
    {
        lock (_lock)
        {
            _endedBy ??= reason;
        }

        // First, because it frees the read loop, which holds locks that disposing needs.
        CloseQueues();
        _library.Dispose();
    }

    private void CloseQueues()
    {
        BusSubscription[] subscriptions;
        lock (_lock)
        {
            _ended = true;
            subscriptions = _subscriptions;
        }

        foreach (var subscription in subscriptions)
        {
            subscription.OnConnectionEnded();
        }
    }

    private void Remember(BusSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
            if (_ended)
            {
                subscription.OnConnectionEnded();
            }
        }
    }

    private void Forget(BusSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
        }
    }

    /// <summary>
    /// Takes signals off the read loop, blocking it while the queue is full. A signal that several rules of one subscription match comes
    /// several times in a row and is taken once.
    /// </summary>
    private sealed class SignalTaker<T>(DeliveryQueue<T> queue)
    {
        private uint _lastSerial;
        private string? _lastSender;

        public void Take(ReceivedSignal<T> signal)
        {
            if (signal.Serial != _lastSerial || signal.Sender != _lastSender)
            {
                _lastSerial = signal.Serial;
                _lastSender = signal.Sender;
                queue.Enqueue(signal.Value, signal.Bytes);
            }
        }
    }

    /// <summary>Connects the library over our stream. No descriptors are passed, and the file of the machine id, which may be empty, is not read.</summary>
    private sealed class StreamOptions(Stream stream) : DBusConnectionOptions("")
    {
        protected override ValueTask<SetupResult> SetupAsync(CancellationToken cancellationToken) => new(new SetupResult()
        {
            ConnectionStream = stream,
            UserId = UserIdentity.Effective,
            MachineId = new string('0', 32),
            SupportsFdPassing = false,
        });
    }
}
