namespace LinuxPatchApi.Packages.Model;

/// <summary>Reads the installed set.</summary>
internal interface IInstalledSource
{
    /// <summary>True when reading needs no other service and takes milliseconds: a request may then do it.</summary>
    bool IsLocal { get; }

    /// <summary>The terms of the database's family.</summary>
    PackageTerms Terms { get; }

    /// <summary>Returns a cheap stamp of the database's state; null when there is none.</summary>
    DatabaseStamp? Stamp();

    /// <summary>True when the last read may be older than the last change, whatever the stamp says: the next request reads again.</summary>
    bool IsUncertain => false;

    Task<PackageResult<InstalledInventory>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Differs whenever a file of the package database, or its journal, was replaced or written.</summary>
/// <param name="WriteTicks">The newest mtime in ticks.</param>
/// <param name="Length">Of all files together, in bytes.</param>
/// <param name="Unmerged">Entries of the journal, which are not in the database yet.</param>
/// <param name="Files">Hash of the names, mtimes and lengths of all files.</param>
internal readonly record struct DatabaseStamp(long WriteTicks, long Length, int Unmerged = 0, int Files = 0);
