using LinuxPatchApi.DBus.Authentication;
using LinuxPatchApi.DBus.Errors;
using LinuxPatchApi.DBus.Wire;
using LinuxPatchApi.DBus.Wire.Syntax;

namespace LinuxPatchApi.DBus.Connection;

/// <summary>
/// One connection to a bus, from connecting to its end; there is no way back after that. One reader loop takes messages in the order
/// of the bus, one writer at a time sends. Safe for use by several threads.
/// </summary>
public sealed class DBusConnection : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly MessageStream _messages;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<DBusFailure> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PendingCalls _calls = new();
    private readonly SubscriptionTable _subscriptions;
    private readonly DeliveryQueue _incomingCalls;
    private Task _reading = Task.CompletedTask;

    private DBusConnection(Stream stream, string serverGuid, DBusConnectionOptions options)
    {
        _stream = stream;
        _messages = new MessageStream(stream);
        ServerGuid = serverGuid;
        _subscriptions = new SubscriptionTable(this, options.QueuedMessagesPerSubscription);
        Func<DBusConnection, DBusMessage, ValueTask> handler = options.MethodHandler ?? RefuseAsync;
        _incomingCalls = new DeliveryQueue(options.QueuedMessagesPerSubscription, message => handler(this, message), OnHandlerFailed);
    }

    /// <summary>Id of the bus; a bus that was restarted has another one.</summary>
    public string ServerGuid { get; }

    /// <summary>Our name on the bus, such as <c>:1.42</c>.</summary>
    public string UniqueName { get; private set; } = "";

    /// <summary>Completes, never faulted, when the connection has ended, with the reason.</summary>
    public Task<DBusFailure> Closed => _closed.Task;

    internal PendingCalls Calls => _calls;

    /// <summary>Connects to the first address of the list that answers, authenticates and says Hello.</summary>
    /// <param name="address">Addresses as in DBUS_SYSTEM_BUS_ADDRESS.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DBusResult<DBusConnection>> ConnectAsync(
        string address, DBusConnectionOptions? options, CancellationToken cancellationToken)
    {
        options ??= new DBusConnectionOptions();
        using var deadline = new CancellationTokenSource(options.ConnectDeadline, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            DBusResult<Stream> stream = await DBusTransport.OpenAsync(address, either.Token);
            return stream.IsSuccess ? await OverStreamAsync(stream.Value, options, either.Token) : stream.Failure;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DBusFailure(
                DBusFailureReason.TimedOut, $"The bus did not answer within {options.ConnectDeadline.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>The same over a stream that is open already. Owns the stream from here on, whatever comes.</summary>
    internal static async Task<DBusResult<DBusConnection>> OverStreamAsync(
        Stream stream, DBusConnectionOptions options, CancellationToken cancellationToken)
    {
        DBusConnection? connection = null;
        try
        {
            DBusResult<string> guid = await Authenticator.RunAsync(stream, cancellationToken);
            if (!guid.IsSuccess)
            {
                return guid.Failure;
            }

            connection = new DBusConnection(stream, guid.Value, options);
            DBusResult<string> name = await connection.StartAsync(cancellationToken);
            if (!name.IsSuccess)
            {
                return name.Failure;
            }

            DBusConnection started = connection;
            connection = null;
            stream = Stream.Null;
            return started;
        }
        catch (IOException exception)
        {
            return new DBusFailure(DBusFailureReason.Disconnected, $"The bus closed the connection: {exception.Message}");
        }
        finally
        {
            await stream.DisposeAsync();
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>Calls a method and takes its answer apart. There is no deadline but the token's.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled. The call may take effect all the same.</exception>
    public async Task<DBusResult<T>> CallAsync<T>(MessageBuffer call, MessageValueReader<T> reader, CancellationToken cancellationToken)
    {
        DBusResult<DBusMessage> reply = await CallAsync(call, onReply: null, cancellationToken);
        if (!reply.IsSuccess)
        {
            return reply.Failure;
        }

        try
        {
            return DBusResult<T>.Success(reader(reply.Value));
        }
        catch (DBusProtocolException exception)
        {
            return new DBusFailure(DBusFailureReason.MalformedReply, exception.Message);
        }
    }

    /// <summary>Calls a method whose answer does not matter beyond success.</summary>
    public Task<DBusResult<bool>> CallAsync(MessageBuffer call, CancellationToken cancellationToken) =>
        CallAsync(call, static _ => true, cancellationToken);

    /// <summary>Sends a message that gets no answer.</summary>
    /// <returns>Null when it was handed to the socket.</returns>
    public async Task<DBusFailure?> SendAsync(MessageBuffer message, CancellationToken cancellationToken) =>
        message.Defect is null
            ? await WriteAsync(message, _calls.NextSerial()).WaitAsync(cancellationToken)
            : Invalid(message);

    /// <summary>
    /// Gets the signals of some rules, in the order of the bus, each once. The handler runs apart from the reader but holds it up when
    /// slow; it must not wait for a reply on this connection.
    /// </summary>
    public Task<DBusResult<DBusSubscription>> SubscribeAsync(
        IReadOnlyList<MatchRule> rules, Func<DBusMessage, ValueTask> handler, CancellationToken cancellationToken) =>
        _subscriptions.AddAsync(rules, handler, cancellationToken);

    /// <summary>Ends the connection. Messages that wait for their handlers are still delivered.</summary>
    public async ValueTask DisposeAsync()
    {
        Close(new DBusFailure(DBusFailureReason.Disconnected, "The connection was closed by this side."));
        await _reading;
    }

    internal async Task<DBusResult<DBusMessage>> CallAsync(
        MessageBuffer call, Action<DBusMessage>? onReply, CancellationToken cancellationToken)
    {
        if (call.Defect is not null)
        {
            return Invalid(call);
        }

        (uint serial, Task<DBusResult<DBusMessage>> pending) = _calls.Add(onReply);
        try
        {
            // When the connection is closed already, the pending call has completed and its serial 0 is never sent.
            if (!pending.IsCompleted && await WriteAsync(call, serial).WaitAsync(cancellationToken) is { } failure)
            {
                return failure;
            }

            DBusResult<DBusMessage> reply = await pending.WaitAsync(cancellationToken);
            return reply.IsSuccess && reply.Value.Header.Type == MessageType.Error ? ErrorOf(reply.Value) : reply;
        }
        finally
        {
            _calls.Remove(serial);
        }
    }

    internal void OnHandlerFailed(Exception exception) => Close(new DBusFailure(
        exception is DBusProtocolException ? DBusFailureReason.MalformedMessage : DBusFailureReason.HandlerFailed,
        $"A message could not be handled: {exception.Message}"));

    private static DBusFailure Invalid(MessageBuffer message) =>
        new(DBusFailureReason.InvalidMessage, $"The message cannot be sent: {message.Defect}.");

    private static DBusFailure ErrorOf(DBusMessage reply) => new(
        DBusFailureReason.ErrorReply,
        reply.FirstStringArgument ?? reply.Header.ErrorName!,
        reply.Header.ErrorName);

    private static async ValueTask RefuseAsync(DBusConnection connection, DBusMessage call)
    {
        if (!call.Header.Flags.HasFlag(MessageFlags.NoReplyExpected))
        {
            MessageWriter error = MessageWriter.Error(call, DBusErrorNames.UnknownMethod, "This client offers no methods.");
            await connection.SendAsync(error.CreateMessage(), CancellationToken.None);
        }
    }

    private async Task<DBusResult<string>> StartAsync(CancellationToken cancellationToken)
    {
        _reading = Task.Run(ReadAllAsync, CancellationToken.None);
        MessageWriter hello = MessageWriter.MethodCall(BusNames.Bus, BusNames.BusPath, BusNames.Bus, "Hello");
        DBusResult<string> name = await CallAsync(hello.CreateMessage(), static reply => ReadUniqueName(reply), cancellationToken);
        UniqueName = name.IsSuccess ? name.Value : "";
        return name;
    }

    private static string ReadUniqueName(DBusMessage reply)
    {
        MessageReader reader = reply.GetBodyReader("s");
        string name = reader.ReadString();
        return Names.IsUniqueName(name) ? name : throw MessageReader.Malformed("the bus gave no unique name");
    }

    private async Task ReadAllAsync()
    {
        try
        {
            while (await _messages.ReadAsync(_closing.Token) is { } message)
            {
                await DispatchAsync(message);
            }

            Close(new DBusFailure(DBusFailureReason.Disconnected, "The bus closed the connection."));
        }
        catch (DBusProtocolException exception)
        {
            Close(new DBusFailure(DBusFailureReason.MalformedMessage, exception.Message));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Close(new DBusFailure(DBusFailureReason.Disconnected, $"The connection to the bus was lost: {exception.Message}"));
        }
    }

    private async ValueTask DispatchAsync(DBusMessage message)
    {
        switch (message.Header.Type)
        {
            case MessageType.MethodReturn or MessageType.Error:
                _calls.Complete(message);
                break;
            case MessageType.Signal:
                await _subscriptions.DispatchAsync(message);
                break;
            case MessageType.MethodCall:
                await _incomingCalls.EnqueueAsync(message);
                break;
            default:
                // Unknown types must be ignored (D-Bus specification, "Message Types").
                break;
        }
    }

    /// <summary>Once begun, a message is written to its end: half of one would make all that follows unreadable.</summary>
    private async Task<DBusFailure?> WriteAsync(MessageBuffer message, uint serial)
    {
        try
        {
            await _writing.WaitAsync(_closing.Token);
            try
            {
                await _stream.WriteAsync(message.WithSerial(serial), _closing.Token);
                return null;
            }
            finally
            {
                _writing.Release();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Close(new DBusFailure(DBusFailureReason.Disconnected, $"The connection to the bus was lost: {exception.Message}"));
            return await _closed.Task;
        }
    }

    private void Close(DBusFailure reason)
    {
        if (_closed.TrySetResult(reason))
        {
            _closing.Cancel();
            _calls.Close(reason);
            _subscriptions.Close();
            _incomingCalls.Close();
            _stream.Dispose();
        }
    }
}
