using LinuxPatchApi.HostServices.Bus;
using LinuxPatchApi.HostServices.Bus.Messages;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Transactions;

namespace LinuxPatchApi.HostServices.PackageKit;

/// <summary>
/// A transaction that is followed to its end, across lost bus connections. It runs in packagekitd and continues whatever happens to this
/// object.
/// </summary>
public sealed class PackageKitTransaction
{
    private readonly SystemBus _bus;
    private readonly TransactionRecord _record;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<PackageKitOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile PackageKitProgress _current = PackageKitProgress.Initial;
    private volatile bool _ours;
    private volatile bool _isCallerActive;

    internal PackageKitTransaction(SystemBus bus, string path, string ownerName, bool ours, Action<PackageKitEvent>? observer)
    {
        _bus = bus;
        Path = path;
        OwnerName = ownerName;
        _ours = ours;
        _record = new TransactionRecord(ownerName, observer);
    }

    /// <summary>Object path, such as <c>/2_abeecaca</c>. Valid only while <see cref="OwnerName"/> is on the bus.</summary>
    public string Path { get; }

    /// <summary>Unique name of the packagekitd that runs it.</summary>
    public string OwnerName { get; }

    /// <summary>
    /// True when the program that started it was still on the bus when the properties were read. A previous run of this process is not.
    /// </summary>
    public bool IsCallerActive => _isCallerActive;

    /// <summary>The latest progress.</summary>
    public PackageKitProgress Current => _current;

    /// <summary>
    /// Completes with the outcome, reported or inferred. Never faults; cancelled only when the <see cref="SystemBus"/> is disposed. Stays
    /// pending while the bus is lost, because the transaction may still be running.
    /// </summary>
    public Task<PackageKitOutcome> Completion => _completion.Task;

    internal IReadOnlyList<BusRule> Rules =>
        [new BusRule { Sender = OwnerName, Path = Path }, BusRule.NameOwnerChanged(PackageKitNames.Service)];

    /// <summary>
    /// Requests cancellation. Refused without a call when the transaction has ended, or was started by someone else or on an earlier
    /// connection of ours. Refused also when it does not allow cancellation now: apt would kill dpkg midway. Success means that the daemon
    /// accepted the request; the end still arrives through <see cref="Completion"/>.
    /// </summary>
    public async Task<HostResult<bool>> CancelAsync(CancellationToken cancellationToken)
    {
        if (Completion.IsCompleted || !_ours)
        {
            return new HostFailure(
                HostFailureReason.Refused,
                _ours
                    ? "The transaction has ended."
                    : "Only the connection that started a transaction may cancel it, and that was another one.");
        }

        // Read again: dpkg may have started since the last signal.
        var allowed = await _bus.CallAsync(
            BusCalls.Get(OwnerName, Path, PackageKitNames.TransactionInterface, "AllowCancel"), BusCalls.ReadOne, null, cancellationToken);
        if (!allowed.IsSuccess)
        {
            return allowed.Failure;
        }

        if (allowed.Value.AsBool() != true)
        {
            return new HostFailure(HostFailureReason.Refused, "The transaction cannot be cancelled now: packages are being changed.");
        }

        var cancel = new BusCall(OwnerName, Path, PackageKitNames.TransactionInterface, "Cancel");
        return await _bus.CallAsync(cancel, static _ => true, null, cancellationToken);
    }

    /// <summary>Applies a signal; called in order. Null is ignored.</summary>
    internal void Handle(TransactionSignal? signal)
    {
        if (signal is null)
        {
            return;
        }

        lock (_lock)
        {
            _record.Apply(signal);
            Publish();
        }
    }

    /// <summary>Applies all properties at once.</summary>
    internal void HandleProperties(PropertyBag bag)
    {
        lock (_lock)
        {
            _isCallerActive = bag.Bool("CallerActive") ?? _isCallerActive;
            _record.ApplyProperties(bag);
            Publish();
        }
    }

    /// <summary>Starts following in the background.</summary>
    internal void Follow(BusSubscription subscription) => _ = FollowAsync(subscription);

    private void Publish()
    {
        _current = _record.Progress;
        if (_record.Outcome is { } outcome)
        {
            _completion.TrySetResult(outcome);
        }
    }

    private async Task FollowAsync(BusSubscription subscription)
    {
        try
        {
            while (true)
            {
                await Task.WhenAny(subscription.Completion, Completion);
                subscription.Dispose();
                if (Completion.IsCompleted)
                {
                    return;
                }

                // The connection is lost. All its signals were handled; anything since then is read below.
                _ours = false;
                subscription = await ResubscribeAsync();
            }
        }
        catch (OperationCanceledException)
        {
            _completion.TrySetCanceled();
        }
    }

    /// <summary>Waits for the bus, subscribes, and checks whether the transaction is still running.</summary>
    private async Task<BusSubscription> ResubscribeAsync()
    {
        while (true)
        {
            await _bus.WaitConnectedAsync(CancellationToken.None);
            var subscription = await _bus.SubscribeOnceAsync(
                Rules, SignalReader.Read, Handle, CancellationToken.None);
            if (!subscription.IsSuccess)
            {
                await Task.Delay(BusLimits.FirstReconnectDelay, _bus.Time);
                continue;
            }

            var list = await MainCalls.ListTransactionsAsync(_bus, CancellationToken.None);
            if (!list.IsSuccess)
            {
                subscription.Value.Dispose();
                await Task.Delay(BusLimits.CallDeadline, _bus.Time);
                continue;
            }

            await CatchUpAsync(list.Value.Contains(Path));
            return subscription.Value;
        }
    }

    private async Task CatchUpAsync(bool underWay)
    {
        if (underWay)
        {
            var all = await _bus.CallAsync(
                BusCalls.GetAll(OwnerName, Path, PackageKitNames.TransactionInterface), BusCalls.ReadAll, null, CancellationToken.None);
            HandleProperties(all.IsSuccess ? all.Value : PropertyBag.Empty);
            return;
        }

        lock (_lock)
        {
            _record.Lose();
            Publish();
        }
    }
}
