using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Planning;

/// <summary>What a plan costs, where the distribution's metadata tells.</summary>
internal interface IPlanSizes
{
    /// <summary>Bytes to be fetched (less when some lie in the archive cache) and growth of the disk use; null when unknown.</summary>
    (long? Download, long? Disk) Of(IReadOnlyList<PackageChange> changes, InstalledInventory installed, CancellationToken cancellationToken);
}
