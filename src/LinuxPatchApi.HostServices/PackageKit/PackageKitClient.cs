using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.PackageKit;

/// <summary>A client of packagekitd.</summary>
public sealed class PackageKitClient
{
    public PackageKitClient(SystemBus bus, TimeProvider time) => throw new NotSupportedException();

    public Task<HostResult<PackageKitDaemon>> GetDaemonAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<TimeSpan?>> GetTimeSinceActionAsync(PackageKitRole role, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<IReadOnlyList<string>>> GetTransactionListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<PackageKitTransaction>> StartAsync(
        PackageKitRequest request, Action<PackageKitEvent>? observer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<PackageKitTransaction>> WatchAsync(
        string path, Action<PackageKitEvent>? observer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<HostResult<PackageKitOutcome>> RunAsync(PackageKitRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IDisposable OnChanged(Action<PackageKitChange> handler) => throw new NotSupportedException();
}
