using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Families.Deb.Indexes;

/// <summary>
/// Sums sizes from apt's indexes. A package that is in no index makes the sum unknown: a partial sum would be a wrong number.
/// </summary>
internal sealed class AptPlanSizes(AptIndexes indexes) : IPlanSizes
{
    public (long? Download, long? Disk) Of(
        IReadOnlyList<PackageChange> changes, InstalledInventory installed, CancellationToken cancellationToken)
    {
        try
        {
            var incoming = changes.Where(c => c.ToVersion is not null).ToList();
            var known = indexes.Find(incoming.Select(Build).ToHashSet(), cancellationToken);
            long? download = 0, disk = 0;
            foreach (var change in incoming)
            {
                var package = known.GetValueOrDefault(Build(change));
                download += package?.DownloadBytes;
                disk += package?.SizeBytes;
            }

            foreach (var change in changes.Where(c => c.FromVersion is not null))
            {
                disk -= installed.Predecessor(new PackageKey(change.Name, change.Architecture))?.SizeBytes;
            }

            return (download, disk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return (null, null);
        }
    }

    private static PackageBuild Build(PackageChange change) => new(change.Name, change.Architecture, change.ToVersion!);
}
