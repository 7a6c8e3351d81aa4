using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.Bus.Transport;
using LinuxPatchApi.HostServices.Native;
using Tmds.DBus.Protocol;

namespace LinuxPatchApi.HostServices.Bus;

/// <summary>
/// One connection to a bus, from connect to close; it never reconnects. The library reads, writes and registers match rules. This class
/// adds limits, deadlines, failures as values, and ordered signals without duplicates. Thread-safe.
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

    /// <summary>GUID of the bus; a restarted bus has a new one.</summary>
    public string ServerGuid => _stream.ServerGuid;

    /// <summary>Our name on the bus, such as <c>:1.42</c>.</summary>
    public string UniqueName { get; private set; } = "";

    /// <summary>Completes with the reason when the connection has ended. Never faults.</summary>
    public Task<HostFailure> Closed { get; private set; } = Task.FromResult(FailureMapping.Disconnected("it was never made"));

    /// <summary>Connects to the first address that answers, authenticates and calls Hello.</summary>
    /// <param name="address">Address list in the format of DBUS_SYSTEM_BUS_ADDRESS.</param>
    /// <param name="time">Clock for <see cref="BusLimits.ConnectDeadline"/>.</param>
    /// <param name="cancellationToken">Cancels connecting.</param>
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

    /// <summary>Calls a method and parses the reply. The token is the only deadline.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled. The call may still take effect.</exception>
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
        return await ToResultAsync(reply, () => _unanswered.Remove(call)).WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Subscribes to the signals that match the rules: in bus order, each once. The handler runs outside the read loop, but a slow handler
    /// blocks it once the queue is full. It must not wait for a reply on this connection.
    /// </summary>
    /// <param name="rules">The signals to receive.</param>
    /// <param name="reader">Parses a signal, on the read loop. An exception ends the connection.</param>
    /// <param name="handler">Receives the parsed value. An exception ends the connection.</param>
    /// <param name="cancellationToken">Stops waiting for the bus to confirm the rules.</param>
    public async Task<HostResult<BusSubscription>> SubscribeAsync<T>(
        IReadOnlyList<BusRule> rules, BusMessageReader<T> reader, Action<T> handler, CancellationToken cancellationToken)
    {
        var queue = new DeliveryQueue<T>(
            BusLimits.QueuedMessagesPerSubscription, BusLimits.QueuedBytesPerSubscription, handler, OnHandlerFailed);
        var subscription = new BusSubscription(queue, Unregister);
        Register(subscription);
        var sink = new SignalSink<T>(queue);
        var complete = false;
        try
        {
            foreach (var rule in rules)
            {
                if (Ended is { } ended)
                {
                    return ended;
                }

                var made = ToResultAsync(MatchAsync(rule, reader, sink), null);
                subscription.Own(made);
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

    /// <summary>Closes the connection. Queued signals are still delivered.</summary>
    public async ValueTask DisposeAsync()
    {
        End(FailureMapping.Disconnected("it was closed by this side"));
        await Closed;
    }

    private HostFailure? Ended => Closed.IsCompletedSuccessfully ? Closed.Result : _endedBy;

    /// <summary>Takes ownership of the stream, also on failure.</summary>
    private static async Task<HostResult<BusConnection>> OverStreamAsync(Stream stream, CancellationToken cancellationToken)
    {
        var connection = new BusConnection(stream);
        var complete = false;
        try
        {
            var started = await ToResultAsync(connection.StartAsync(), null).WaitAsync(cancellationToken);
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
    /// Maps expected exceptions of a library task to failures and completes off the read loop. The library completes its tasks on the read
    /// loop, where none of our continuations may run.
    /// </summary>
    private static Task<HostResult<T>> ToResultAsync<T>(Task<T> work, Action? onEnd)
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
#pragma warning disable CA1031 // Every exception reaches the caller: as a failure when expected, else unchanged.
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

    /// <summary>Async, so that the exception of a connection that has just ended also surfaces through the task.</summary>
    private async Task<IDisposable> MatchAsync<T>(BusRule rule, BusMessageReader<T> reader, SignalSink<T> sink) =>
        await _library.AddMatchAsync(
            rule.ToMatchRule(),
            (message, _) => new ReceivedSignal<T>(
                reader(new BusMessage(message)), message.Serial, message.SenderAsString, _stream.MessageBytes),
            (Notification<ReceivedSignal<T>> signal) => sink.Accept(signal.Value),
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

        // First: this releases the read loop, which holds locks that Dispose needs.
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

    private void Register(BusSubscription subscription)
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

    private void Unregister(BusSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
        }
    }

    /// <summary>
    /// Moves signals from the read loop to the queue and blocks the loop while the queue is full. The library reports a signal once per
    /// matching rule, in a row; repeats within one subscription are dropped.
    /// </summary>
    private sealed class SignalSink<T>(DeliveryQueue<T> queue)
    {
        private uint _lastSerial;
        private string? _lastSender;

        public void Accept(ReceivedSignal<T> signal)
        {
            if (signal.Serial != _lastSerial || signal.Sender != _lastSender)
            {
                _lastSerial = signal.Serial;
                _lastSender = signal.Sender;
                queue.Enqueue(signal.Value, signal.Bytes);
            }
        }
    }

    /// <summary>
    /// Makes the library use our stream. File descriptor passing is off, and the machine-id file, which may be empty, is not read.
    /// </summary>
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
