using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Packages.Caches;

/// <summary>Where the installed set is read.</summary>
internal interface IInstalledSource
{
    /// <summary>True when reading needs no other service and takes milliseconds: it may then be done inside a request.</summary>
    bool IsLocal { get; }

    /// <summary>A cheap mark of the database's state; null when there is none.</summary>
    DatabaseStamp? Stamp();

    Task<PackageResult<InstalledInventory>> ReadAsync(CancellationToken cancellationToken);
}
