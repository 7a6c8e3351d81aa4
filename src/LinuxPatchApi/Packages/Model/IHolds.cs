namespace LinuxPatchApi.Packages.Model;

/// <summary>
/// Reads holds from a host's own lists, where the package database has no marks. PackageKit's backends ignore some of these lists, and read
/// the others only when they start.
/// </summary>
internal interface IHolds
{
    /// <summary>Differs when a list was changed; a directory stands for the files that may be added to it.</summary>
    IReadOnlyList<string> Paths { get; }

    /// <summary>Reads the present lists. Fails when one cannot be read: the holds are unknown then.</summary>
    PackageResult<HoldList> Read();
}

/// <summary>Returns the origin of a package's hold; null when it is not held.</summary>
internal delegate string? HoldList(InstalledPackage package);
