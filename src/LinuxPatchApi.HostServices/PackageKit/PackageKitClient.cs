using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Transactions;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit;

/// <summary>A client of packagekitd, which the bus starts on demand and which exits after 300 s idle.</summary>
public sealed class PackageKitClient
{
    private const string ActivationHint =
        "PackageKit did not come up. It does not start without polkit (doctor's check 'polkit' says whether that runs); otherwise "
        + "packagekit.service itself fails, is masked or was started too often within a few seconds, and its journal says why.";

    private static readonly BusRule MainSignals = new()
    {
        Sender = PackageKitNames.Service,
        Path = PackageKitNames.MainPath,
        Interface = PackageKitNames.MainInterface,
    };

    private readonly SystemBus _bus;

    /// <summary>Pause before a query is repeated.</summary>
    internal TimeSpan RepeatPause { get; init; } = PackageKitLimits.RepeatPause;

    public PackageKitClient(SystemBus bus)
    {
        _bus = bus;
    }

    /// <summary>Reads version, backend and abilities. Starts the daemon.</summary>
    public async Task<HostResult<PackageKitDaemon>> GetDaemonAsync(CancellationToken cancellationToken)
    {
        var all = await _bus.CallAsync(
            BusCalls.GetAll(PackageKitNames.Service, PackageKitNames.MainPath, PackageKitNames.MainInterface),
            BusCalls.ReadAll,
            PackageKitLimits.ActivationDeadline,
            cancellationToken);
        if (!all.IsSuccess)
        {
            return await ExplainAsync(all.Failure, cancellationToken);
        }

        return DaemonReader.Read(all.Value) is { } daemon
            ? daemon
            : new HostFailure(HostFailureReason.ProtocolError, "PackageKit does not report its version and backend.");
    }

    /// <summary>Returns the time since the last successful transaction of a role; null when there was none. Starts the daemon.</summary>
    public async Task<HostResult<TimeSpan?>> GetTimeSinceActionAsync(PackageKitRole role, CancellationToken cancellationToken)
    {
        var seconds = await _bus.CallAsync(
            MainCalls.ToDaemon("GetTimeSinceAction", (uint)role),
            static reply => reply.GetBody("u").ReadUInt32(),
            PackageKitLimits.ActivationDeadline,
            cancellationToken);
        return seconds.IsSuccess
            ? HostResult<TimeSpan?>.Success(seconds.Value == uint.MaxValue ? null : TimeSpan.FromSeconds(seconds.Value))
            : await ExplainAsync(seconds.Failure, cancellationToken);
    }

    /// <summary>
    /// Lists the paths of all running transactions, whoever started them. Does not start the daemon; without it there are none.
    /// </summary>
    public Task<HostResult<IReadOnlyList<string>>> GetTransactionListAsync(CancellationToken cancellationToken) =>
        MainCalls.ListTransactionsAsync(_bus, cancellationToken);

    /// <summary>True while the daemon runs. Does not start it.</summary>
    public Task<bool> IsRunningAsync(CancellationToken cancellationToken) => MainCalls.IsRunningAsync(_bus, cancellationToken);

    /// <summary>Asks the daemon to exit once idle; it is started again on demand. Does not start it.</summary>
    public async Task<HostFailure?> SuggestQuitAsync(CancellationToken cancellationToken)
    {
        var reply = await _bus.CallAsync(
            MainCalls.ToRunningDaemon("SuggestDaemonQuit"), static _ => true, PackageKitLimits.CallDeadline, cancellationToken);
        return reply.Failure is { Reason: not HostFailureReason.ServiceAbsent } failure ? failure : null;
    }

    /// <summary>
    /// Starts a transaction. Success means that the daemon accepted it, or may have: a transaction whose start was not confirmed is still
    /// followed. It may wait in the daemon's queue for a long time.
    /// </summary>
    /// <param name="request">The transaction to run.</param>
    /// <param name="observer">Receives events in order; see <see cref="PackageKitEvent"/>. May be null.</param>
    /// <param name="cancellationToken">Cancels starting; the transaction may still run.</param>
    public async Task<HostResult<PackageKitTransaction>> StartAsync(
        PackageKitRequest request, Action<PackageKitEvent>? observer, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (started, leaving) = await StartOnceAsync(request, observer, cancellationToken);
            if (leaving is null || attempt == PackageKitLimits.MaxStarts || !await HasLeftAsync(leaving, cancellationToken))
            {
                return started;
            }
        }
    }

    /// <summary>Starts a transaction on the daemon that runs now, or on a new one.</summary>
    /// <returns>
    /// Also the unique name of a daemon that was told to quit: it still creates transactions, but refuses to run them.
    /// </returns>
    private async Task<(HostResult<PackageKitTransaction> Started, string? Leaving)> StartOnceAsync(
        PackageKitRequest request, Action<PackageKitEvent>? observer, CancellationToken cancellationToken)
    {
        HostResult<(string Path, string Owner)> created = await _bus.CallAsync(
            MainCalls.ToDaemon("CreateTransaction"),
            static reply => (BusCalls.ReadObjectPath(reply), reply.Sender ?? ""),
            PackageKitLimits.ActivationDeadline,
            cancellationToken);
        if (!created.IsSuccess)
        {
            return (await ExplainAsync(created.Failure, cancellationToken), null);
        }

        // From here on use the unique name: a restarted daemon must never receive half of a conversation.
        (var path, var owner) = created.Value;
        var transaction = new PackageKitTransaction(_bus, path, owner, ours: true, observer);
        var subscription = await _bus.SubscribeOnceAsync(
            transaction.Rules, SignalReader.Read, transaction.Handle, cancellationToken);
        if (!subscription.IsSuccess)
        {
            return (subscription.Failure, null);
        }

        var following = false;
        try
        {
            await ReadPropertiesAsync(transaction, cancellationToken);
            var failure = await CallTransactionAsync(owner, path, request, cancellationToken);
            if (failure is null || failure.Reason is HostFailureReason.TimedOut or HostFailureReason.Disconnected)
            {
                following = true;
                transaction.Follow(subscription.Value);
                return (transaction, null);
            }

            return (failure, IsLeaving(failure) ? owner : null);
        }
        finally
        {
            if (!following)
            {
                subscription.Value.Dispose();
            }
        }
    }

    /// <summary>
    /// Follows a transaction that someone else, or a previous run of ours, started. NotFound when it is not running. We cannot cancel it,
    /// and rows reported earlier are missing.
    /// </summary>
    public async Task<HostResult<PackageKitTransaction>> WatchAsync(
        string path, Action<PackageKitEvent>? observer, CancellationToken cancellationToken)
    {
        var owner = await _bus.CallAsync(
            BusCalls.ToBus("GetNameOwner", PackageKitNames.Service), BusCalls.ReadText, null, cancellationToken);
        var missing = owner.IsSuccess ? await CheckListedAsync(path, cancellationToken) : owner.Failure;
        if (missing is not null)
        {
            return missing.Reason == HostFailureReason.ServiceAbsent ? NotUnderWay(path) : missing;
        }

        var transaction = new PackageKitTransaction(_bus, path, owner.Value, ours: false, observer);
        var subscription = await _bus.SubscribeOnceAsync(
            transaction.Rules, SignalReader.Read, transaction.Handle, cancellationToken);
        if (!subscription.IsSuccess)
        {
            return subscription.Failure;
        }

        // List again after subscribing: it may have ended in between, and we would never see its end.
        missing = await CheckListedAsync(path, cancellationToken);
        if (missing is not null && !transaction.Completion.IsCompleted)
        {
            subscription.Value.Dispose();
            return missing;
        }

        await ReadPropertiesAsync(transaction, cancellationToken);
        transaction.Follow(subscription.Value);
        return transaction;
    }

    /// <summary>
    /// Runs a transaction to its end. When the token is cancelled, stops waiting and cancels the transaction if that is safe.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<HostResult<PackageKitOutcome>> RunAsync(PackageKitRequest request, CancellationToken cancellationToken)
    {
        var transaction = await StartAsync(request, observer: null, cancellationToken);
        if (!transaction.IsSuccess)
        {
            return transaction.Failure;
        }

        try
        {
            return await transaction.Value.Completion.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await transaction.Value.CancelAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>
    /// As <see cref="RunAsync"/>, for a request that changes no package: it is repeated once when packagekitd goes away. packagekitd
    /// crashes at times when the database changes under it, and the bus starts it again.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<HostResult<PackageKitOutcome>> QueryAsync(PackageKitRequest request, CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(request, cancellationToken);
        if (outcome is { IsSuccess: true, Value.DaemonLost: true })
        {
            await Task.Delay(RepeatPause, _bus.Time, cancellationToken);
            outcome = await RunAsync(request, cancellationToken);
        }

        return outcome;
    }

    /// <summary>
    /// Reports changes of the daemon and its data until disposed. The handler must be fast, must not throw and must not wait for a call on
    /// the bus.
    /// </summary>
    public IDisposable OnChanged(Action<PackageKitChange> handler)
    {
        var connectedBefore = false;
        var signals = _bus.Subscribe(
            [MainSignals],
            ReadChange,
            change =>
            {
                if (change is not null)
                {
                    handler(change.Value);
                }
            },
            onConnecting: null,
            (_, _) =>
            {
                if (connectedBefore)
                {
                    handler(PackageKitChange.Reconnected);
                }

                connectedBefore = true;
                return Task.CompletedTask;
            });
        var owner = _bus.OnNameOwnerChanged(
            PackageKitNames.Service,
            (before, now) =>
            {
                if (before is not null)
                {
                    handler(PackageKitChange.DaemonVanished);
                }

                if (now is not null)
                {
                    handler(PackageKitChange.DaemonAppeared);
                }
            });
        return new ChangeSubscription(signals, owner);
    }

    private static PackageKitChange? ReadChange(BusMessage message) =>
        Enum.TryParse(message.Member, out PackageKitChange change) && change <= PackageKitChange.RestartSchedule ? change : null;

    private static HostFailure NotUnderWay(string path) => new(HostFailureReason.NotFound, $"No transaction {path} is under way.");

    /// <summary>Reads the initial state; signals carry only differences.</summary>
    private async Task ReadPropertiesAsync(PackageKitTransaction transaction, CancellationToken cancellationToken)
    {
        var all = await _bus.CallAsync(
            BusCalls.GetAll(transaction.OwnerName, transaction.Path, PackageKitNames.TransactionInterface),
            BusCalls.ReadAll,
            null,
            cancellationToken);
        if (all.IsSuccess)
        {
            transaction.HandleProperties(all.Value);
        }
    }

    private async Task<HostFailure?> CheckListedAsync(string path, CancellationToken cancellationToken)
    {
        var list = await MainCalls.ListTransactionsAsync(_bus, cancellationToken);
        return list.IsSuccess ? (list.Value.Contains(path) ? null : NotUnderWay(path)) : list.Failure;
    }

    /// <summary>True when a transaction that nobody has run is said to have ended: the daemon is about to quit.</summary>
    private static bool IsLeaving(HostFailure failure) => failure.ErrorName == PackageKitNames.InvalidState
        && failure.Detail.Contains(PackageKitNames.FinishedState, StringComparison.Ordinal);

    /// <summary>Waits until the daemon has left the bus; false when it stays.</summary>
    private async Task<bool> HasLeftAsync(string owner, CancellationToken cancellationToken)
    {
        var started = _bus.Time.GetTimestamp();
        while (_bus.Time.GetElapsedTime(started) < PackageKitLimits.LeaveDeadline)
        {
            if (await _bus.NameHasOwnerAsync(owner, cancellationToken) is { IsSuccess: true, Value: false })
            {
                return true;
            }

            await Task.Delay(PackageKitLimits.LeavePollInterval, _bus.Time, cancellationToken);
        }

        return false;
    }

    private async Task<HostFailure?> CallTransactionAsync(
        string owner, string path, PackageKitRequest request, CancellationToken cancellationToken)
    {
        var hints = await _bus.CallAsync(
            RequestEncoder.EncodeHints(owner, path, request), static _ => true, PackageKitLimits.CallDeadline, cancellationToken);
        if (!hints.IsSuccess)
        {
            // Nothing has started yet, so a missing reply is a plain failure.
            return hints.Failure.Reason is HostFailureReason.TimedOut or HostFailureReason.Disconnected
                ? new HostFailure(HostFailureReason.BusUnavailable, hints.Failure.Detail)
                : hints.Failure;
        }

        var started = await _bus.CallAsync(
            RequestEncoder.Encode(owner, path, request), static _ => true, PackageKitLimits.JobMethodDeadline, cancellationToken);
        return started.Failure;
    }

    /// <summary>Explains a timeout: without an owner of the name, the daemon failed to start.</summary>
    private async Task<HostFailure> ExplainAsync(HostFailure failure, CancellationToken cancellationToken)
    {
        if (failure.Reason is not HostFailureReason.TimedOut)
        {
            return failure;
        }

        var running = await _bus.NameHasOwnerAsync(PackageKitNames.Service, cancellationToken);
        return running is { IsSuccess: true, Value: false }
            ? new HostFailure(HostFailureReason.ActivationFailed, ActivationHint, failure.ErrorName)
            : failure;
    }
}
