using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families;

/// <summary>Sizes of a plan, where the distribution's metadata has them.</summary>
internal interface IPlanSizes
{
    /// <summary>
    /// Returns the bytes to download (fewer when some are in the archive cache) and the growth of disk use in bytes; null when unknown.
    /// </summary>
    (long? Download, long? Disk) Of(
        IReadOnlyList<PackageChange> changes, InstalledInventory installed, CancellationToken cancellationToken);
}
