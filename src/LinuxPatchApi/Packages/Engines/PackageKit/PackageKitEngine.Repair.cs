using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>Repair, and the ends of a service that does not finish a transaction.</summary>
internal sealed partial class PackageKitEngine
{
    private const string Unit = "packagekit.service";

    public async Task<PackageFailure?> StopServiceAsync(CancellationToken cancellationToken)
    {
        var stopped = await systemd.StopUnitAsync(Unit, cancellationToken);
        return !stopped.IsSuccess ? PackageKitFailures.Of(stopped.Failure)
            : stopped.Value == "done" ? null
            : new PackageFailure(Jobs.Model.JobErrorCode.PackageManagerError, $"systemd says '{stopped.Value}'", Retryable: true);
    }

    public async Task<PackageFailure?> LeaveAsync(CancellationToken cancellationToken) =>
        await client.SuggestQuitAsync(cancellationToken) is { } failure ? PackageKitFailures.Of(failure) : null;

    /// <summary>By leaving: it keeps what it read as long as it lives, and it lives for five seconds after its last transaction.</summary>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        if (_hasRenewed || !await client.IsRunningAsync(cancellationToken))
        {
            return true;
        }

        await _pace.NextAsync(cancellationToken);
        var started = time.GetTimestamp();
        while (true)
        {
            // Asked again each time: a transaction of somebody else may have kept it.
            await client.SuggestQuitAsync(cancellationToken);
            if (!await client.IsRunningAsync(cancellationToken))
            {
                return true;
            }

            if (time.GetElapsedTime(started) > PackageLimits.LeaveDeadline)
            {
                return false;
            }

            await Task.Delay(PackageLimits.FreePollInterval, time, cancellationToken);
        }
    }

    public async Task<ExecutionReport> RepairAsync(IExecutionObserver observer, CancellationToken shutdown)
    {
        var listener = new TransactionListener(observer, family.Shares, CanCancel);
        var started = await client.StartAsync(
            new PackageKitRequest.RepairSystem(PackageKitTransactionFlags.OnlyTrusted), listener.OnEvent, shutdown);
        if (!started.IsSuccess)
        {
            return new ExecutionReport(PackageKitFailures.Of(started.Failure), RestartSystem: false);
        }

        observer.Started(Handle(started.Value.Path));
        return Report(await started.Value.Completion.WaitAsync(shutdown));
    }
}
