using LinuxPatchApi.Packages.Caches;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Engines.PackageKit;

/// <summary>The installed set as PackageKit tells it, for package databases that this agent does not read itself.</summary>
internal sealed class PackageKitInstalledSource(IPackageEngine backend, TimeProvider time) : IInstalledSource
{
    public bool IsLocal => false;

    public DatabaseStamp? Stamp() => null;

    public async Task<PackageResult<InstalledInventory>> ReadAsync(CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var packages = await backend.InstalledAsync(cancellationToken);
        return packages.IsSuccess ? new InstalledInventory(packages.Value, readAt) : packages.Failure;
    }
}
