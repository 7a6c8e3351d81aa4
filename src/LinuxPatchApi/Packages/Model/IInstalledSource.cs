namespace LinuxPatchApi.Packages.Model;

/// <summary>Where the installed set is read.</summary>
internal interface IInstalledSource
{
    /// <summary>True when reading needs no other service and takes milliseconds: it may then be done inside a request.</summary>
    bool IsLocal { get; }

    /// <summary>The words of the family that this is the database of.</summary>
    PackageTerms Terms { get; }

    /// <summary>A cheap mark of the database's state; null when there is none.</summary>
    DatabaseStamp? Stamp();

    Task<PackageResult<InstalledInventory>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Changes whenever the package database's file or its journal was replaced or written.</summary>
/// <param name="Unmerged">Entries of the journal, which are not in the file yet.</param>
/// <param name="Journal">Of the names, times and lengths of those entries.</param>
internal readonly record struct DatabaseStamp(long WriteTicks, long Length, int Unmerged = 0, int Journal = 0);
