namespace LinuxPatchApi.HostServices.PackageKit;

/// <summary>A transaction that is followed.</summary>
public sealed class PackageKitTransaction
{
    internal PackageKitTransaction() => throw new NotSupportedException();

    public string Path => throw new NotSupportedException();

    public string OwnerName => throw new NotSupportedException();

    public PackageKitProgress Current => throw new NotSupportedException();

    public Task<PackageKitOutcome> Completion => throw new NotSupportedException();

    public Task<HostResult<bool>> CancelAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
