using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>The ways out of a transaction that does not end.</summary>
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

    public async Task<ExecutionReport> RepairAsync(IExecutionObserver observer, CancellationToken shutdown)
    {
        var listener = new TransactionListener(observer, family.Shares, CanCancel);
        var started = await client.StartAsync(new PackageKitRequest.RepairSystem(PackageKitTransactionFlags.OnlyTrusted), listener.Hear, shutdown);
        if (!started.IsSuccess)
        {
            return new ExecutionReport(PackageKitFailures.Of(started.Failure), RestartSystem: false);
        }

        observer.Started(Handle(started.Value.Path));
        return Report(await started.Value.Completion.WaitAsync(shutdown));
    }
}
